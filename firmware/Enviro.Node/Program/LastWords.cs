using Enviro.Wire;

namespace Enviro.Node;

/// <summary>What is known of how the run before this boot ended: written by that run where it saw its end coming, told by the board otherwise.</summary>
public sealed class LastWords
{
    /// <summary>Creates last words; text that is not printable ASCII is replaced by "?", and cut off after 48 characters.</summary>
    /// <param name="reason">Why the board started anew.</param>
    /// <param name="uptimeS">How long the run before had lasted, in s; 0 where it could not say.</param>
    /// <param name="text">What it had to say; may be empty.</param>
    public LastWords(RestartReason reason, uint uptimeS, string text)
    {
        Reason = reason;
        UptimeS = uptimeS;
        Text = RestartReport.TextOf(text);
    }

    /// <summary>Why the board started anew.</summary>
    public RestartReason Reason { get; }

    /// <summary>Uptime of the run that ended, in s, since its start or wake; 0 where it is not known.</summary>
    public uint UptimeS { get; }

    /// <summary>What it had to say, at most 48 characters of printable ASCII.</summary>
    public string Text { get; }

    /// <summary>A reason in words, as the console says it.</summary>
    public static string NameOf(RestartReason reason)
    {
        switch (reason)
        {
            case RestartReason.Power:
                return "power";
            case RestartReason.Watchdog:
                return "watchdog";
            case RestartReason.Exception:
                return "exception";
            case RestartReason.Console:
                return "console";
            case RestartReason.SettingsApplied:
                return "settings-applied";
            case RestartReason.SettingsRolledBack:
                return "settings-rolled-back";
            case RestartReason.WakeFailed:
                return "wake-failed";
            default:
                return "unknown";
        }
    }

    /// <summary>The same for evidence.</summary>
    internal RestartReport ToReport() => new RestartReport(Reason, UptimeS, Text);
}
