package io.keystile.benchmarks.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.ChartTheme;

/** The common style of all plots, and their output as SVG. The same charts and fonts give the same bytes. */
final class Charts {
    static {
        // AWT reads this when its first class is loaded. Plots need fonts, but no display.
        System.setProperty("java.awt.headless", "true");
    }

    static final int WIDTH = 860;
    static final ChartTheme THEME = ChartTheme.Matlab;

    /** Colours that colour-blind readers can distinguish, mostly from the palette of Okabe and Ito. */
    static final Color[] COLOURS =
            colours(0x0072b2, 0xd55e00, 0x009e73, 0x7b3f98, 0xe69f00, 0x56b4e9, 0xcc79a7, 0x8c564b);

    /** Light and dark shades in turn, for series that come in pairs; based on ColorBrewer's palette "Paired". */
    static final Color[] PAIRS =
            colours(0xa6cee3, 0x1f78b4, 0xfdbf6f, 0xe66101, 0xb2df8a, 0x33a02c, 0xcab2d6, 0x6a3d9a);

    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

    private Charts() {}

    static void style(AxesChartStyler styler, Color[] colours) {
        styler.setPlotGridLinesColor(new Color(0xe4e8ec))
                // A dashed grid would be written dash by dash.
                .setPlotGridLinesStroke(new BasicStroke(1))
                .setPlotTicksMarksVisible(false)
                .setAxisTickLabelsFont(TEXT)
                .setAxisTitleFont(TEXT)
                .setXAxisDecimalPattern("0")
                .setYAxisDecimalPattern("#,##0")
                .setSeriesColors(colours)
                .setChartTitleFont(TEXT.deriveFont(15f))
                .setLegendFont(TEXT)
                .setLegendBorderColor(Color.WHITE)
                .setLocale(Locale.ROOT);
    }

    /** Writes charts of {@link #WIDTH} into one SVG file, one below the other. */
    static void write(Path file, List<? extends IChart> charts) throws IOException {
        VectorGraphics2D graphics = new VectorGraphics2D();
        int height = 0;
        for (IChart chart : charts) {
            chart.paint(graphics, chart.getWidth(), chart.getHeight());
            graphics.translate(0, chart.getHeight());
            height += chart.getHeight();
        }
        ByteArrayOutputStream svg = new ByteArrayOutputStream();
        new SVGProcessor()
                .getDocument(graphics.getCommands(), new PageSize(WIDTH, height))
                .writeTo(svg);
        // Hundredths of a pixel are enough, and the file is a third smaller.
        Files.writeString(file, svg.toString(UTF_8).replaceAll("([.][0-9]{2})[0-9]+", "$1"));
    }

    private static Color[] colours(int... values) {
        Color[] colours = new Color[values.length];
        for (int i = 0; i < values.length; i++) {
            colours[i] = new Color(values[i]);
        }
        return colours;
    }
}
