using System.Globalization;
using Enviro.Gateway;

namespace Enviro.Cli;

/// <summary>One board: where it is, and what it will be told.</summary>
/// <param name="Port">Serial port of its interpreter, which nanoff talks to.</param>
/// <param name="Console">Serial port of its console; the same where both share one.</param>
/// <param name="SettingsPath">The technician's site.json.</param>
/// <param name="Site">What it says.</param>
internal sealed record FlashPlace(string Port, string Console, string SettingsPath, SiteFile Site);

/// <summary>What <c>enviro node flash</c> was told to do, checked.</summary>
internal sealed record FlashOrder
{
    /// <summary>Data folder of the gateway.</summary>
    internal required DirectoryInfo Directory { get; init; }

    /// <summary>The boards in their order.</summary>
    internal required FlashPlace[] Places { get; init; }

    /// <summary>nanoFramework's name of the board's interpreter.</summary>
    internal required string Target { get; init; }

    /// <summary>Where the image goes.</summary>
    internal required uint Address { get; init; }

    /// <summary>Board variant, the content of <c>I:\board</c>.</summary>
    internal required string Board { get; init; }

    /// <summary>The image's path.</summary>
    internal required string Image { get; init; }

    /// <summary>SHA-256 of the image in hexadecimal, the content of <c>I:\firmware</c>; empty where the image was not read.</summary>
    internal required string Digest { get; init; }

    /// <summary>Version of the interpreter; null for the newest.</summary>
    internal string? InterpreterVersion { get; init; }

    /// <summary>Whether nanoff may be installed.</summary>
    internal bool InstallsNanoff { get; init; }

    /// <summary>Whether boards are flashed that have this firmware already.</summary>
    internal bool IsForced { get; init; }

    /// <summary>Whether readings that wait on a board may be lost.</summary>
    internal bool DiscardsWaiting { get; init; }

    /// <summary>Whether everything nanoff says is shown.</summary>
    internal bool IsVerbose { get; init; }

    /// <summary>Folder for labels.</summary>
    internal required string Labels { get; init; }

    /// <summary>How long a board may take to start.</summary>
    internal TimeSpan BoardWait { get; init; }

    /// <summary>How long the gateway may take to keep a reading; zero for no live check.</summary>
    internal TimeSpan GatewayWait { get; init; }

    /// <summary>The address as nanoff takes it.</summary>
    internal string AddressText => string.Create(CultureInfo.InvariantCulture, $"0x{Address:X}");
}
