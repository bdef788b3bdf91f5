# levels.gp - ratings by level; what the system gave by default stands apart.
# columns: 1 level, 2 given by people, 3 by default
call "common.gp" ARG1 ARG2 ARG3 ARG4
set lmargin at screen px(NARROW ? 88 : 216)
set rmargin at screen 1 - px(NARROW ? 112 : 126)
set tmargin at screen 0.97
set bmargin at screen 0.03
unset border
unset grid
unset key
unset xtics
set ytics scale 0
stats DATA using 2 name "A" nooutput
stats DATA using 3 name "D" nooutput
ALL = A_sum + D_sum
TOP = A_max > D_max ? A_max : D_max
set xrange [0 : TOP > 0 ? TOP : 1]
set yrange [D_records + A_records - 0.4 : -0.6]
# What stands in brackets is said under the picture.
name(s) = NARROW && strstrt(s, "或") ? substr(s, 1, strstrt(s, "或") - 1) : s
share(v) = ALL > 0 ? sprintf("%s（%.2f%%）", group(v), 100.0 * v / ALL) : ""
plot DATA using (0):0:(0):2:($0 - 0.3):($0 + 0.3):ytic(name(strcol(1))) with boxxyerror fillstyle solid 1 noborder linecolor rgb BLUE, \
     DATA using (0):0:(0):3:($0 - 0.3):($0 + 0.3) with boxxyerror fillstyle solid 0.3 border linecolor rgb INK linecolor rgb GREY, \
     DATA using 2:0:(share($2)) with labels left offset 0.6,0 textcolor rgb INK font FONT.",13", \
     DATA using 3:0:(share($3)) with labels left offset 0.6,0 textcolor rgb INK font FONT.",13"
