namespace Enviro.Devices.Atecc608;

/// <summary>
/// How a command ended. Values up to 0xFF are the chip's own status byte (ATECC508A DS20005927, Status/Error Codes);
/// those from 0x100 are the host's, for what happened to the transfer.
/// </summary>
public enum Atecc608Status
{
    /// <summary>The command succeeded.</summary>
    Ok = 0x00,

    /// <summary>The signature or MAC was checked and does not match.</summary>
    Miscompare = 0x01,

    /// <summary>Length, opcode or parameters are not valid.</summary>
    ParseError = 0x03,

    /// <summary>The elliptic-curve computation failed; repeating may succeed.</summary>
    EccFault = 0x05,

    /// <summary>The chip's self-test failed; it refuses commands.</summary>
    SelfTestError = 0x07,

    /// <summary>The random number generator's health test failed.</summary>
    HealthTestError = 0x08,

    /// <summary>The chip's state or configuration does not allow the command.</summary>
    ExecutionError = 0x0F,

    /// <summary>The chip has woken and has not received a command since.</summary>
    AfterWake = 0x11,

    /// <summary>Too little time is left before the watchdog expires; the command was not executed.</summary>
    WatchdogAboutToExpire = 0xEE,

    /// <summary>The command arrived damaged; it was not executed.</summary>
    CommunicationError = 0xFF,

    /// <summary>The chip did not acknowledge within the command's longest execution time.</summary>
    NoAnswer = 0x100,

    /// <summary>The bus failed or a transfer broke off.</summary>
    BusFault = 0x101,

    /// <summary>The response's count or CRC is wrong, again after reading it anew.</summary>
    DamagedResponse = 0x102,

    /// <summary>An intact response of a length the command does not give.</summary>
    UnexpectedResponse = 0x103,

    /// <summary>No wake response: the chip is absent, or dead.</summary>
    WakeFailed = 0x104,

    /// <summary>The command needs what an earlier one loaded, and the chip has slept since.</summary>
    VolatileStateLost = 0x105,
}
