# common.gp - one look for all charts. Called by every script:
#   gnuplot -d -c NAME.gp svg|png WIDTH HEIGHT DATAFILE
# Text stands in the data file alone and is never read as a command or as
# markup; the file is tab-separated, its first line the heads, NaN is nothing.
TERM = ARG1 ; WIDTH = ARG2 + 0 ; HEIGHT = ARG3 + 0 ; DATA = ARG4
FONT = "Noto Sans CJK SC"
NARROW = WIDTH < 500                    # for a telephone
px(v) = 1.0 * v / WIDTH ; py(v) = 1.0 * v / HEIGHT # points as a share of the picture
if (TERM eq "png") {
  set terminal pngcairo size 2*WIDTH,2*HEIGHT noenhanced font FONT.",14" \
      fontscale 1.5 linewidth 2 pointscale 2 background rgb "white"
} else {
  set terminal svg size WIDTH,HEIGHT noenhanced font FONT.",14" \
      background rgb "white"
}
set encoding utf8
set datafile separator "\t"
set datafile missing "NaN"
set datafile commentschars ""
set datafile columnheaders
set border 3 linecolor rgb "#8a93a0" linewidth 0.8
set tics nomirror textcolor rgb "#1c2430"
set grid ytics linecolor rgb "#dfe3e8" linewidth 0.6 linetype 1 dashtype 1
set key noenhanced textcolor rgb "#1c2430"

# Colours that stay apart in grey print and for colour-blind eyes; lines also
# differ by their marks and dashes.
BLUE = "#1f4e79" ; SKY = "#6f9bc4" ; RED = "#b3261e" ; GREY = "#8a93a0"
PALE = "#d9e3ee" ; ORANGE = "#c77700" ; INK = "#1c2430"

# A number with a comma at the thousands.
group(v) = v >= 1000000 ? sprintf("%d,%03d,%03d", int(v)/1000000, \
             (int(v)/1000)%1000, int(v)%1000) \
         : v >= 1000 ? sprintf("%d,%03d", int(v)/1000, int(v)%1000) \
         : sprintf("%d", int(v))

# +1.5, −0.2, 0.0: never -0.0.
signed(v) = abs(v) < 0.05 ? "0.0" : v > 0 ? sprintf("+%.1f", v) \
            : sprintf("−%.1f", -v)

# A round step for an axis from 0 to m with two to five steps.
tens(m) = 10 ** floor(log10(m))
step(m) = m <= 4 ? 1 : m / tens(m) < 2 ? tens(m) / 2 \
          : m / tens(m) < 5 ? tens(m) : 2 * tens(m)

# A command that counts the cells of a column that hold a number: SOME_sum.
some(c) = sprintf("stats DATA using (valid(%d) ? 1 : 0) name 'SOME' nooutput", c)

# A command for the largest number of a column: NAME_max, 0 where it holds none.
peak(c, name) = some(c).sprintf(" ; if (SOME_sum > 0) { stats DATA using %d name '%s' nooutput } else { %s_max = 0 }", c, name, name)
