using OxyPlot;

namespace Enviro.Simulator;

/// <summary>
/// Measures text for a chart. The library's own measure is that of a PDF's narrow built-in font; what a browser puts in its place is wider and higher, and
/// titles and legends need its room.
/// </summary>
internal sealed class WideText(double width, double height) : PdfRenderContext(width, height, OxyColors.White)
{
    private const double Wider = 1.12;
    private const double Higher = 1.45;

    /// <inheritdoc/>
    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight)
    {
        OxySize narrow = base.MeasureText(text, fontFamily, fontSize, fontWeight);
        return new OxySize(narrow.Width * Wider, narrow.Height * Higher);
    }
}
