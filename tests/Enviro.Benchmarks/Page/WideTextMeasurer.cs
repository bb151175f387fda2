using OxyPlot;

namespace Enviro.Benchmarks;

/// <summary>
/// Says how much room text takes when nobody knows which font the viewer has: that of a wide one. It draws nothing.
/// </summary>
internal sealed class WideTextMeasurer : ClippingRenderContext
{
    // DejaVu Sans, the widest of the usual ones, in parts of the font's size.
    private const double LetterWidth = 0.62;
    private const double BoldLetterWidth = 0.70;
    private const double LineHeight = 1.2;

    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight) =>
        string.IsNullOrEmpty(text)
            ? OxySize.Empty
            : new OxySize(text.Length * fontSize * (fontWeight > FontWeights.Normal ? BoldLetterWidth : LetterWidth), fontSize * LineHeight);

    public override void DrawLine(IList<ScreenPoint> points, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode, double[] dashArray, LineJoin lineJoin)
    {
    }

    public override void DrawPolygon(
        IList<ScreenPoint> points, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode, double[] dashArray, LineJoin lineJoin)
    {
    }

    public override void DrawText(
        ScreenPoint p, string text, OxyColor fill, string fontFamily, double fontSize, double fontWeight, double rotation,
        HorizontalAlignment horizontalAlignment, VerticalAlignment verticalAlignment, OxySize? maxSize)
    {
    }

    protected override void SetClip(OxyRect clippingRectangle)
    {
    }

    protected override void ResetClip()
    {
    }
}
