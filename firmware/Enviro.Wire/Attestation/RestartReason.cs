namespace Enviro.Wire;

/// <summary>Why a board started anew. The numbers are part of evidence and never change their meaning; new ones are added at the end.</summary>
public enum RestartReason
{
    /// <summary>Power came, or came back.</summary>
    Power = 0,

    /// <summary>The watchdog was not fed in time.</summary>
    Watchdog = 1,

    /// <summary>The program ended in an exception.</summary>
    Exception = 2,

    /// <summary>Somebody asked for it at the console.</summary>
    Console = 3,

    /// <summary>New settings were taken and are on trial.</summary>
    SettingsApplied = 4,

    /// <summary>New settings did not reach the gateway: those before them are in force again.</summary>
    SettingsRolledBack = 5,

    /// <summary>The board could not go on after a sleep and started from the beginning.</summary>
    WakeFailed = 6,

    /// <summary>The board cannot tell.</summary>
    Unknown = 7,
}
