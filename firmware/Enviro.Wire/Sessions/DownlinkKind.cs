namespace Enviro.Wire;

/// <summary>What a downlink message is. The numbers are part of its bytes and never change their meaning.</summary>
public enum DownlinkKind
{
    /// <summary>A reading message is kept, or refused for good: <see cref="Acknowledgement"/>.</summary>
    Acknowledgement = 0,

    /// <summary>The gateway's time and nothing else; the body is empty.</summary>
    Time = 1,

    /// <summary>What the node is to do differently: <see cref="NodeConfiguration"/>.</summary>
    Configuration = 2,

    /// <summary>Evidence is asked for; the body is the nonce to put into it, 32 bytes.</summary>
    Challenge = 3,

    /// <summary>How the node's evidence was appraised; the body is the number of the verdict, one byte.</summary>
    Appraisal = 4,

    /// <summary>A signed <see cref="SettingsDocument"/>, which the node tries and keeps if it reaches the gateway with it.</summary>
    Settings = 5,
}
