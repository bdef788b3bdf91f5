# tiles.gp - the ten units of Fujian about where they lie, by relative risk.
# columns: 1 unit, 2 observed, 3 relative risk
call "common.gp" ARG1 ARG2 ARG3 ARG4
set lmargin at screen 0.01
set rmargin at screen 0.99
set tmargin at screen 0.99
set bmargin at screen 0.01
unset border
unset grid
unset key
unset tics
unset colorbox
two(n) = substr(n, 1, 2)
x(n) = two(n) eq "南平" ? 1 : two(n) eq "宁德" ? 2 : two(n) eq "三明" ? 1 \
     : two(n) eq "福州" ? 2 : two(n) eq "平潭" ? 3 : two(n) eq "龙岩" ? 0 \
     : two(n) eq "泉州" ? 1 : two(n) eq "莆田" ? 2 : two(n) eq "漳州" ? 0 \
     : two(n) eq "厦门" ? 1 : NaN
y(n) = two(n) eq "南平" ? 0 : two(n) eq "宁德" ? 0 : two(n) eq "三明" ? 1 \
     : two(n) eq "福州" ? 1 : two(n) eq "平潭" ? 1 : two(n) eq "龙岩" ? 2 \
     : two(n) eq "泉州" ? 2 : two(n) eq "莆田" ? 2 : two(n) eq "漳州" ? 3 \
     : two(n) eq "厦门" ? 3 : NaN
set xrange [-0.55 : 3.55]
set yrange [3.55 : -0.55]
set cbrange [0.5 : 2]
set palette defined (0.5 "#f7f9fb", 0.9 "#dbe5ef", 1.2 "#9dbbd8", 1.6 "#3f73a5", 2 "#173a5e")
clip(v) = v < 0.5 ? 0.5 : v > 2 ? 2 : v
dark(v) = v > 1.3
H = 0.47
plot DATA using (x(strcol(1))):(y(strcol(1))):(x(strcol(1)) - H):(x(strcol(1)) + H):(y(strcol(1)) - H):(y(strcol(1)) + H):(clip($3)) with boxxyerror fillstyle solid 1 noborder linecolor palette, \
     DATA using (x(strcol(1))):(y(strcol(1)) - 0.2):(dark($3) ? "" : two(strcol(1))) with labels textcolor rgb INK font FONT.",15", \
     DATA using (x(strcol(1))):(y(strcol(1)) - 0.2):(dark($3) ? two(strcol(1)) : "") with labels textcolor rgb "white" font FONT.",15", \
     DATA using (x(strcol(1))):(y(strcol(1)) + 0.2):(dark($3) ? "" : sprintf("%d件 · %.2f", int($2), $3)) with labels textcolor rgb INK font FONT.(NARROW ? ",11" : ",13"), \
     DATA using (x(strcol(1))):(y(strcol(1)) + 0.2):(dark($3) ? sprintf("%d件 · %.2f", int($2), $3) : "") with labels textcolor rgb "white" font FONT.(NARROW ? ",11" : ",13")
