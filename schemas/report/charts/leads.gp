# leads.gp - lead units week by week, one small picture each, all to one scale.
# columns: 1 unit, 2 records of all weeks, 3-15 the weeks, oldest first
call "common.gp" ARG1 ARG2 ARG3 ARG4
FIRST = 3 ; LAST = 15
ACROSS = NARROW ? 2 : 4
WEEKS = LAST - FIRST
GAP = NARROW ? 4.5 : 3.5                # between pictures, in weeks
M = 0
do for [k = FIRST:LAST] {
  eval(peak(k, "W"))
  M = W_max > M ? W_max : M
}
DOWN = int((SOME_records + ACROSS - 1) / ACROSS)
set lmargin at screen px(34)
set rmargin at screen 1 - px(NARROW ? 2 : 8)
set tmargin at screen 1 - py(6)
set bmargin at screen py(8)
unset border
unset grid
unset key
unset tics
# A picture is 1 high, 0.55 of it the curve.
left(i) = (int(i) % ACROSS) * (WEEKS + GAP)
foot(i) = -int(i / ACROSS)
high(v) = M > 0 ? 0.55 * v / M : 0
set xrange [-0.6 : ACROSS * (WEEKS + GAP) - 0.4]
set yrange [-DOWN + 0.9 : 0.98]
set style arrow 1 nohead linecolor rgb BLUE linewidth 1.8
plot for [k = FIRST:LAST] DATA using (left($0) + k - FIRST):(foot($0)):(left($0) + k - FIRST - 0.5):(left($0) + k - FIRST + 0.5):(foot($0)):(foot($0) + high(column(k))) with boxxyerror fillstyle solid 1 noborder linecolor rgb PALE, \
     DATA using (left($0) - 0.5):(foot($0)):(WEEKS + 1):(0) with vectors nohead linecolor rgb GREY linewidth 0.8, \
     DATA using (left($0) - 0.5):(foot($0) + high(M)):(WEEKS + 1):(0) with vectors nohead linecolor rgb "#dfe3e8" linewidth 0.6, \
     for [k = FIRST:LAST-1] DATA using (left($0) + k - FIRST):(foot($0) + high(column(k))):(1):(high(column(k + 1)) - high(column(k))) with vectors arrowstyle 1, \
     DATA using (left($0) + WEEKS):(foot($0) + high(column(LAST))) with points linecolor rgb BLUE pointtype 7 pointsize 0.6, \
     DATA using (left($0) + WEEKS):(foot($0) + high(column(LAST))):(group(column(LAST))) with labels left offset 0.6,0 textcolor rgb INK font FONT.",12", \
     DATA using (left($0) - 0.5):(foot($0) + 0.77):(sprintf("%s（n＝%s）", strcol(1), group($2))) with labels left textcolor rgb INK font FONT.(NARROW ? ",12" : ",13"), \
     DATA using (int($0) % ACROSS == 0 ? left($0) - 0.5 : NaN):(foot($0)):("0") with labels right offset -0.5,0 textcolor rgb GREY font FONT.",11", \
     DATA using (int($0) % ACROSS == 0 ? left($0) - 0.5 : NaN):(foot($0) + high(M)):(group(M)) with labels right offset -0.5,0 textcolor rgb GREY font FONT.",11"
