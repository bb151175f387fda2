using System.Globalization;

namespace Enviro.Simulator;

/// <summary>What a number in a scenario measures, and the units it may be written in.</summary>
internal sealed class MeasureUnit
{
    internal static readonly MeasureUnit Duration = new("a duration", ("s", 1_000), ("min", 60_000), ("h", 3_600_000), ("d", 86_400_000));
    internal static readonly MeasureUnit Length = new("a length", ("m", 1), ("km", 1_000));
    internal static readonly MeasureUnit Speed = new("a speed", ("m/s", 1));
    internal static readonly MeasureUnit Area = new("an area", ("m2", 1));
    internal static readonly MeasureUnit Diffusion = new("a dispersion coefficient", ("m2/s", 1));
    internal static readonly MeasureUnit Rate = new("a discharge", ("g/s", 1), ("kg/s", 1_000));
    internal static readonly MeasureUnit Mass = new("a mass", ("kg", 1_000), ("t", 1_000_000));
    internal static readonly MeasureUnit Amount = new("an amount of substance", ("mol", 1), ("kmol", 1_000));
    internal static readonly MeasureUnit Percent = new("a share", ("%", 0.01));
    internal static readonly MeasureUnit Temperature = new("a temperature", ("Cel", 1));
    internal static readonly MeasureUnit Pressure = new("a pressure", ("hPa", 1));
    internal static readonly MeasureUnit Conductivity = new("a conductivity", ("S/m", 1));
    internal static readonly MeasureUnit Alkalinity = new("an alkalinity", ("mol/m3", 1));
    internal static readonly MeasureUnit AcidityUnit = new("a pH", ("pH", 1));
    internal static readonly MeasureUnit Traffic = new("a traffic", ("/d", 1));

    private readonly string _name;
    private readonly (string Unit, double Factor)[] _units;

    private MeasureUnit(string name, params (string Unit, double Factor)[] units)
    {
        _name = name;
        _units = units;
    }

    /// <summary>A reading's value, in the one unit its sensor gives.</summary>
    internal static MeasureUnit OfReading(string quantity, string unit) => new($"a value of {quantity}", (unit, 1));

    /// <summary>A value as it would be written, in the unit that suits its size.</summary>
    internal string Write(double value)
    {
        (string unit, double factor) = _units.LastOrDefault(one => Math.Abs(value) >= one.Factor, _units[0]);
        return string.Create(CultureInfo.InvariantCulture, $"{value / factor:0.######} {unit}");
    }

    /// <summary>Reads a number and its unit, such as <c>3 km</c>, into the base unit.</summary>
    internal double Read(YamlItem item, double least, double most)
    {
        string text = item.Text();
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        string number = space < 0 ? text : text[..space];
        string unit = space < 0 ? "" : text[(space + 1)..].Trim();
        if (!double.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value))
        {
            throw item.Refuse($"'{text}' is no number with a unit: write {_name} as '{Write(least)}'");
        }

        int place = Array.FindIndex(_units, one => one.Unit == unit);
        if (place < 0)
        {
            throw item.Refuse($"'{text}' {(unit.Length == 0 ? "has no unit" : $"has the unit {unit}")}: {_name} is written in {string.Join(" or ", _units.Select(one => one.Unit))}");
        }

        value *= _units[place].Factor;
        return value >= least && value <= most ? value : throw item.Refuse($"'{text}' is out of range: {Write(least)} to {Write(most)}");
    }
}
