using System.Text.Json;
using Enviro.Wire;

namespace Enviro.Cli;

/// <summary>A node's last words, for people and for scripts.</summary>
internal static class RestartSummary
{
    internal static string Describe(RestartReport? restart)
    {
        if (restart is null)
        {
            return "not told";
        }

        string after = restart.UptimeS > 0 ? $" after {TimeSpan.FromSeconds(restart.UptimeS):d\\.hh\\:mm\\:ss}" : "";
        return $"{ReasonOf(restart)}{after}{(restart.Text.Length > 0 ? ": " + restart.Text : "")}";
    }

    internal static void WriteJson(Utf8JsonWriter writer, string name, RestartReport? restart)
    {
        if (restart is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteNumber("reason", (int)restart.Reason);
        writer.WriteString("reasonName", ReasonOf(restart));
        writer.WriteNumber("uptimeS", restart.UptimeS);
        writer.WriteString("text", restart.Text);
        writer.WriteEndObject();
    }

    private static string ReasonOf(RestartReport restart) => restart.Reason switch
    {
        RestartReason.Power => "power",
        RestartReason.Watchdog => "watchdog",
        RestartReason.Exception => "exception",
        RestartReason.Console => "console",
        RestartReason.SettingsApplied => "settings applied",
        RestartReason.SettingsRolledBack => "settings rolled back",
        RestartReason.WakeFailed => "wake failed",
        RestartReason.Unknown => "unknown",
        _ => $"reason {(int)restart.Reason}",
    };
}
