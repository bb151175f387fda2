namespace Enviro.Simulator;

/// <summary>A kit's own status, before the parenthesis of its answer; the values are those of the vendor's host library.</summary>
internal enum KitStatus : byte
{
    /// <summary>Done.</summary>
    Success = 0x00,

    /// <summary>The line cannot be understood.</summary>
    BadParameter = 0xE2,

    /// <summary>The line is longer than any that can be meant.</summary>
    TooLong = 0xED,

    /// <summary>The chip does not acknowledge: it sleeps, or has another address.</summary>
    CommunicationFailed = 0xF0,

    /// <summary>Understood, and not what this kit has.</summary>
    Unimplemented = 0xF5,

    /// <summary>No chip has this address.</summary>
    NoDevice = 0xF9,
}
