# kind_city.gp - heat map: kinds of problem (rows) by city (columns).
# columns: 1 city number, 2 kind number, 3 city, 4 kind, 5 observed, 6 expected
call "common.gp" ARG1 ARG2 ARG3 ARG4
unset grid
unset border
unset key
unset colorbox
set lmargin at screen px(NARROW ? 84 : 130)
set rmargin at screen 1 - px(NARROW ? 2 : 9)
set tmargin at screen 0.885
set bmargin at screen 0.02
stats DATA using 1 name "CITY" nooutput
stats DATA using 2 name "KIND" nooutput
stats DATA using 5 name "N" nooutput
set palette defined (0 "#f7f9fb", 0.25 "#cfdcea", 0.6 "#6f9bc4", 1 "#173a5e")
set cbrange [0 : N_max > 0 ? N_max : 1]
set xrange [-0.5 : CITY_max + 0.5]
set yrange [KIND_max + 0.5 : -0.5]
set tics scale 0
if (NARROW) { set ytics font FONT.",12" ; set x2tics font FONT.",11" }
set xtics rotate by 0
set x2tics ()
unset xtics
set x2range [-0.5 : CITY_max + 0.5]
set link x2
dark(v) = v > 0.45 * N_max
plot DATA using 1:2:5:x2tic((NARROW ? substr(strcol(3), 1, 1)."\n".substr(strcol(3), 2, 2) : substr(strcol(3), 1, 2))):ytic(4) with image pixels, \
     DATA using 1:2:(dark($5) ? sprintf("%d", int($5)) : "") with labels textcolor rgb "white" font FONT.(NARROW ? ",11" : ",13"), \
     DATA using 1:2:(dark($5) ? "" : $5 == 0 ? "·" : sprintf("%d", int($5))) with labels textcolor rgb INK font FONT.(NARROW ? ",11" : ",13")
