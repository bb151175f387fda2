namespace Enviro.Wire;

/// <summary>Claims of an Entity Attestation Token (RFC 9711 §10.2, IANA registry "CBOR Web Token Claims") that this project uses.</summary>
public static class EatLabels
{
    /// <summary>CoAP Content-Format of application/eat+cwt (RFC 9711 §10.4).</summary>
    public const int ContentFormat = 263;

    /// <summary>COSE header parameter x5chain (RFC 9360 §2).</summary>
    public const int X5Chain = 33;

    /// <summary>eat_nonce.</summary>
    public const int Nonce = 10;

    /// <summary>ueid, the device's universal identifier.</summary>
    public const int Ueid = 256;

    /// <summary>oemid, here an IANA enterprise number.</summary>
    public const int OemId = 258;

    /// <summary>hwmodel.</summary>
    public const int HardwareModel = 259;

    /// <summary>hwversion.</summary>
    public const int HardwareVersion = 260;

    /// <summary>dbgstat.</summary>
    public const int DebugStatus = 263;

    /// <summary>bootcount.</summary>
    public const int BootCount = 267;

    /// <summary>swname.</summary>
    public const int SoftwareName = 270;

    /// <summary>swversion.</summary>
    public const int SoftwareVersion = 271;

    /// <summary>measurements.</summary>
    public const int Measurements = 273;

    /// <summary>
    /// CoAP Content-Format of our measurements, of the range for experiments (RFC 7252 §12.3): { 1 => firmware digest, ? 2 => configuration digest }.
    /// </summary>
    public const int MeasurementsFormat = 65000;

    /// <summary>Private-use claim: a <see cref="Enviro.Wire.ChipQuote"/>.</summary>
    public const int ChipQuote = -65541;

    /// <summary>Private-use claim: version of the <see cref="SettingsDocument"/> in force. -65542 is the quality of readings, see <see cref="CoseLabels"/>.</summary>
    public const int SettingsVersion = -65543;

    /// <summary>Private-use claim: a <see cref="RestartReport"/>.</summary>
    public const int LastRestart = -65544;
}
