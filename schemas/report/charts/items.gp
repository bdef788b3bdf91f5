# items.gp - item problems: records, breaches among them, expectation.
# columns: 1 item, 2 kind, 3 observed, 4 expected, 5 breach
call "common.gp" ARG1 ARG2 ARG3 ARG4
set lmargin at screen px(NARROW ? 4 : 18)
set rmargin at screen 1 - px(NARROW ? 44 : 72)
set tmargin at screen 1 - 34.0 / HEIGHT
set bmargin at screen 10.0 / HEIGHT
unset border
unset tics
unset grid
set key at screen px(NARROW ? 4 : 18), screen (1 - 12.0 / HEIGHT) left horizontal reverse Left samplen 1.5 width (NARROW ? 0 : 3) maxrows 1
stats DATA using 3 name "N" nooutput
stats DATA using 4 name "E" nooutput
TOP = N_max > E_max ? N_max : E_max
set xrange [0 : TOP > 0 ? TOP * 1.02 : 1]
set yrange [N_records - 0.35 : -0.75]
H = 0.20
# A telephone has room for 16 characters of a name.
name(s) = NARROW && strlen(s) > 17 ? substr(s, 1, 16)."…" : s
plot DATA using (0):($0 + 0.12):(0):3:($0 + 0.12 - H):($0 + 0.12 + H) with boxxyerror fillstyle solid 1 noborder linecolor rgb SKY title columnheader(3), \
     DATA using (0):($0 + 0.12):(0):5:($0 + 0.12 - H):($0 + 0.12 + H) with boxxyerror fillstyle solid 1 noborder linecolor rgb BLUE title columnheader(5), \
     DATA using 4:($0 + 0.12 - H):(0):(2 * H) with vectors nohead linecolor rgb RED linewidth 2.5 title columnheader(4), \
     DATA using (0):($0 - 0.32):(sprintf("%d. %s　%s", int($0) + 1, name(strcol(1)), strcol(2))) with labels left textcolor rgb INK font FONT.(NARROW ? ",13" : ",14") notitle, \
     DATA using 3:($0 + 0.12):(group($3)) with labels left offset 0.6,0 textcolor rgb INK font FONT.",13" notitle
