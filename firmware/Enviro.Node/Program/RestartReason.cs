namespace Enviro.Node;

/// <summary>Why a board started anew. The numbers stand on flash and in evidence and never change their meaning.</summary>
public enum RestartReason
{
    /// <summary>Power came.</summary>
    Power = 0,

    /// <summary>The watchdog was not fed in time.</summary>
    Watchdog = 1,

    /// <summary>The program ended with an exception.</summary>
    Exception = 2,

    /// <summary>A technician asked for it at the console.</summary>
    Console = 3,

    /// <summary>New settings were taken, and are on trial.</summary>
    SettingsApplied = 4,

    /// <summary>The gateway was not reached with new settings: those before are in force again.</summary>
    SettingsRolledBack = 5,

    /// <summary>A wake from deep sleep found no state that it could continue, and became a cold start.</summary>
    WakeFailed = 6,

    /// <summary>The board cannot tell: power, brown-out, watchdog or reset button.</summary>
    Unknown = 7,
}
