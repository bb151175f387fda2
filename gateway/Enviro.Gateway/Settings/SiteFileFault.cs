using System.Text.Json;

namespace Enviro.Gateway;

/// <summary>Says of a <see cref="SiteFile"/> that is not what it must be where, and what to write there.</summary>
internal static class SiteFileFault
{
    private static readonly Dictionary<string, string> Members = new(StringComparer.Ordinal)
    {
        ["$.site"] = "a text: where the node stands",
        ["$.sampleIntervalS"] = "a whole number of seconds, 1 to 86400",
        ["$.sleep"] = "true or false: whether the board sleeps between samples",
        ["$.identity"] = "\"secure-element\" or \"shared-key\"",
        ["$.sensors"] = "a list of sensors, such as [{ \"kind\": \"bme280\" }]",
        ["$.sensors.kind"] = "a text, such as \"bme280\"",
        ["$.sensors.channel"] = "a whole number, 0 to 127",
        ["$.sensors.curve"] = "points of two whole numbers each, such as [[0, 0], [3000, 1400]]: millivolts, and the value in the sensor's last digit",
        ["$.network"] = "an object with ssid, passphrase or passphraseFile, host and, where they differ, port, tls and timeServer",
        ["$.network.ssid"] = "a text: the Wi-Fi's name",
        ["$.network.passphrase"] = "a text of 8 to 63 letters, or \"\" for an open network",
        ["$.network.passphraseFile"] = "the name of a file whose first line is the passphrase",
        ["$.network.host"] = "a text: the gateway's host name or address",
        ["$.network.port"] = "a whole number, 1 to 65535",
        ["$.network.tls"] = "true or false",
        ["$.network.timeServer"] = "a text: the host name of an SNTP server",
    };

    internal static string Describe(JsonException wrong)
    {
        string line = wrong.LineNumber is long number ? $"line {number + 1}: " : "";
        string path = WithoutIndexes(wrong.Path ?? "");
        string member = path.StartsWith("$.", StringComparison.Ordinal) ? TrimIndexes(wrong.Path!)[2..] : "";
        if (wrong.Message.Contains("uplicate property", StringComparison.Ordinal))
        {
            return $"{line}{(member.Length > 0 ? member : "a member")} is there twice: leave one out";
        }

        if (member.Length == 0)
        {
            return $"{line}not JSON as it must be: {FirstSentence(wrong.Message)}";
        }

        if (Members.TryGetValue(path, out string? expected))
        {
            return $"{line}{member} must be {expected}";
        }

        string owner = path[..path.LastIndexOf('.')];
        string[] known = [.. Members.Keys.Where(key => key.LastIndexOf('.') == owner.Length && key.StartsWith(owner + ".", StringComparison.Ordinal)).Select(key => key[(owner.Length + 1)..])];
        return known.Length == 0 ? $"{line}{member}: {FirstSentence(wrong.Message)}" : $"{line}there is no member {member}; here may be {string.Join(", ", known)}";
    }

    /// <summary><c>$.sensors[0].curve[1][0]</c> is <c>$.sensors.curve</c>.</summary>
    private static string WithoutIndexes(string path)
    {
        int open;
        while ((open = path.IndexOf('[', StringComparison.Ordinal)) >= 0 && path.IndexOf(']', open) is int close and > 0)
        {
            path = path.Remove(open, close - open + 1);
        }

        return path;
    }

    /// <summary><c>$.sensors[0].curve[1][0]</c> is <c>$.sensors[0].curve</c>: the member, not the number within.</summary>
    private static string TrimIndexes(string path)
    {
        while (path.EndsWith(']'))
        {
            path = path[..path.LastIndexOf('[')];
        }

        return path;
    }

    private static string FirstSentence(string message) => message.Split(". ", 2)[0].TrimEnd('.');
}
