using System.Globalization;

namespace Enviro.Tpm;

/// <summary>
/// TPM_RC, the response code of a command (TPM 2.0 Part 2, 6.6). Format 1 (bit 7 set) carries, beside the error, which
/// parameter, session or handle it is about; warnings (bit 11 of format 0) mean that the same command can succeed later.
/// </summary>
/// <param name="Value">The code as received.</param>
public readonly partial record struct TpmResponseCode(uint Value)
{
    internal const uint Success = 0x000;
    internal const uint Initialize = 0x100;
    internal const uint Yielded = 0x908;
    internal const uint Testing = 0x90A;
    internal const uint Retry = 0x922;

    private const uint FormatOne = 0x080;
    private const uint VersionTwo = 0x100;
    private const uint Vendor = 0x400;
    private const uint Warning = 0x800;
    private const uint ParameterBit = 0x040;
    private const uint SessionBit = 0x800;

    // Bits 16 and up name the software layer that made the code; the TPM itself leaves them clear.
    private const uint CodeMask = 0xFFF;

    /// <summary>The error alone: bits 0–11 without the number of the parameter, session or handle. 0x18B becomes 0x08B.</summary>
    public uint Error => (Value & FormatOne) != 0 ? Value & (FormatOne | 0x3F) : Value & CodeMask;

    /// <summary>The software layer above the TPM that made this code, bits 16–23; 0 for the TPM, 11 for a resource manager.</summary>
    public int Layer => (int)((Value >> 16) & 0xFF);

    /// <summary>Whether the same command can succeed later, without any change to it.</summary>
    public bool IsWarning => (Value & (FormatOne | Vendor | Warning)) == Warning;

    /// <summary>Number of the parameter the error is about, from 1; 0 if it is not about one.</summary>
    public int Parameter => (Value & (FormatOne | ParameterBit)) == (FormatOne | ParameterBit) ? (int)((Value >> 8) & 0xF) : 0;

    /// <summary>Number of the session the error is about, from 1; 0 if it is not about one.</summary>
    public int Session => (Value & (FormatOne | ParameterBit | SessionBit)) == (FormatOne | SessionBit) ? (int)((Value >> 8) & 0x7) : 0;

    /// <summary>Number of the handle the error is about, from 1; 0 if it is not about one.</summary>
    public int Handle => (Value & (FormatOne | ParameterBit | SessionBit)) == FormatOne ? (int)((Value >> 8) & 0x7) : 0;

    /// <summary>The name in Part 2, such as <c>TPM_RC_LOCKOUT</c>; for codes it does not name, the kind of code.</summary>
    public string Name
    {
        get
        {
            if (Known.TryGetValue(Error, out (string Name, string? Advice) known))
            {
                return known.Name;
            }

            if ((Value & FormatOne) == 0 && (Value & VersionTwo) == 0)
            {
                return "TPM 1.2 code";
            }

            return (Value & (FormatOne | Vendor)) == Vendor ? "vendor code" : "unknown code";
        }
    }

    /// <summary>
    /// One line for a log: name, value, what it is about and, where one is known, what to do, such as
    /// <c>TPM_RC_LOCKOUT (0x921): …</c> or <c>TPM_RC_HANDLE (0x18B), handle 1: …</c>.
    /// </summary>
    /// <returns>The description.</returns>
    public string Describe()
    {
        string place = this switch
        {
            { Parameter: > 0 and int number } => string.Create(CultureInfo.InvariantCulture, $", parameter {number}"),
            { Session: > 0 and int number } => string.Create(CultureInfo.InvariantCulture, $", session {number}"),
            { Handle: > 0 and int number } => string.Create(CultureInfo.InvariantCulture, $", handle {number}"),
            _ => "",
        };
        string layer = Layer switch
        {
            0 => "",
            11 => ", from the resource manager",
            int number => string.Create(CultureInfo.InvariantCulture, $", from software layer {number}"),
        };
        string? advice = Known.TryGetValue(Error, out (string Name, string? Advice) known) ? known.Advice : null;
        return $"{Name} (0x{Value:X3}){place}{layer}{(advice is null ? "" : ": " + advice)}";
    }

    /// <inheritdoc cref="Describe"/>
    public override string ToString() => Describe();
}
