"""A bar chart as an SVG image, drawn with nothing but text."""
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT, TOP, ROW, BAR = 860, 236, 210, 92, 52, 30
INK, MUTED, LINE, PAPER = '#1f2430', '#667085', '#e4e7ec', '#ffffff'
FONT = "-apple-system, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif"


class Bar:
    def __init__(self, label, value, text, remark, colour):
        self.label, self.value, self.text, self.remark, self.colour = label, value, text, remark, colour


class Chart:
    def __init__(self, title, subtitle, bars):
        self.title, self.subtitle, self.bars = title, subtitle, bars

    def svg(self):
        bottom = TOP + ROW * len(self.bars)
        most = max(bar.value for bar in self.bars)
        scale = (WIDTH - LEFT - RIGHT) / most
        parts = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" '
                 'font-family="%s">' % (WIDTH, bottom + 44, WIDTH, bottom + 44, FONT),
                 '<title>%s</title>' % escape(self.title),
                 '<rect width="100%%" height="100%%" rx="10" fill="%s"/>' % PAPER,
                 text(28, 40, self.title, 19, INK, weight=600),
                 text(28, 64, self.subtitle, 13, MUTED)]
        for tick in ticks(most):
            x = LEFT + tick * scale
            parts.append('<path d="M%.1f %dV%d" stroke="%s"/>' % (x, TOP, bottom, LINE))
            parts.append(text(x, bottom + 20, '%g' % tick, 12, MUTED, 'middle'))
        for row, bar in enumerate(self.bars):
            parts += drawn(bar, TOP + row * ROW + ROW / 2, scale)
        return '\n'.join(parts + ['</svg>', ''])


def drawn(bar, middle, scale):
    width = max(2, bar.value * scale)
    yield text(LEFT - 14, middle + 5, bar.label, 14, INK, 'end')
    yield '<rect x="%d" y="%.1f" width="%.1f" height="%d" rx="3" fill="%s"/>' % (
        LEFT, middle - BAR / 2, width, BAR, bar.colour)
    remark = '<tspan fill="%s" font-weight="400" dx="10">%s</tspan>' % (MUTED, escape(bar.remark))
    yield text(LEFT + width + 10, middle + 5, bar.text, 14, INK, weight=600, more=remark if bar.remark else '')


def text(x, y, words, size, colour, anchor='start', weight=400, more=''):
    return '<text x="%.1f" y="%.1f" font-size="%d" fill="%s" text-anchor="%s" font-weight="%d">%s%s</text>' % (
        x, y, size, colour, anchor, weight, escape(words), more)


def ticks(most):
    """From 0 on in round steps, at most six of them."""
    steps = (factor * 10.0 ** power for power in range(-6, 9) for factor in (1, 2, 5))
    step = next(step for step in steps if most / step <= 6)
    return [step * number for number in range(int(most / step) + 1)]


def write(path, chart):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(chart.svg())
