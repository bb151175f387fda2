namespace Enviro.Simulator;

/// <summary>A command is not executed; becomes the response code.</summary>
/// <param name="code">The response code with the number of what it is about.</param>
internal sealed class TpmRefusal(uint code) : Exception
{
    /// <summary>The response code.</summary>
    public uint Code { get; } = code;

    /// <summary>About a parameter, from 1. Codes of format 0 carry no number (TPM 2.0 Part 2, 6.6.2).</summary>
    public static TpmRefusal OfParameter(uint error, int number) => new(Numbered(error, 0x040, number));

    /// <summary>About a handle, from 1.</summary>
    public static TpmRefusal OfHandle(uint error, int number) => new(Numbered(error, 0, number));

    /// <summary>About a session, from 1.</summary>
    public static TpmRefusal OfSession(uint error, int number) => new(Numbered(error, 0x800, number));

    private static uint Numbered(uint error, uint place, int number) =>
        (error & 0x080) == 0 ? error : error | place | ((uint)number << 8);
}

/// <summary>TPM_RC: the response codes that the simulated TPM gives (TPM 2.0 Part 2, 6.6.3).</summary>
internal static class TpmRc
{
    public const uint Success = 0x000;
    public const uint BadTag = 0x01E;
    public const uint Initialize = 0x100;
    public const uint Failure = 0x101;
    public const uint AuthType = 0x124;
    public const uint AuthMissing = 0x125;
    public const uint AuthUnavailable = 0x12F;
    public const uint CommandSize = 0x142;
    public const uint CommandCode = 0x143;
    public const uint AuthContext = 0x145;
    public const uint NvRange = 0x146;
    public const uint NvAuthorization = 0x149;
    public const uint NvUninitialized = 0x14A;
    public const uint NvSpace = 0x14B;
    public const uint NvDefined = 0x14C;

    public const uint Attributes = 0x082;
    public const uint Hash = 0x083;
    public const uint Value = 0x084;
    public const uint Hierarchy = 0x085;
    public const uint Mode = 0x089;
    public const uint Type = 0x08A;
    public const uint Handle = 0x08B;
    public const uint Kdf = 0x08C;
    public const uint Range = 0x08D;
    public const uint AuthFail = 0x08E;
    public const uint Nonce = 0x08F;
    public const uint Scheme = 0x092;
    public const uint Size = 0x095;
    public const uint Symmetric = 0x096;
    public const uint Tag = 0x097;
    public const uint Insufficient = 0x09A;
    public const uint Key = 0x09C;
    public const uint Ticket = 0x0A0;
    public const uint ReservedBits = 0x0A1;
    public const uint BadAuth = 0x0A2;
    public const uint Curve = 0x0A6;

    public const uint ObjectMemory = 0x902;
    public const uint Locality = 0x907;
    public const uint Yielded = 0x908;
    public const uint Testing = 0x90A;
    public const uint ReferenceH0 = 0x910;
    public const uint ReferenceS0 = 0x918;
    public const uint Retry = 0x922;
}
