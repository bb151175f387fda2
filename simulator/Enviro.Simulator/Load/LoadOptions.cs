namespace Enviro.Simulator;

/// <summary>What a load is asked for.</summary>
/// <param name="Nodes">How many nodes, each with its own key, connection and session.</param>
/// <param name="Rate">Messages a second of all nodes together; 0: each node's next as soon as the one before is acknowledged.</param>
/// <param name="Seconds">How long messages are sent, in seconds, after the warm-up.</param>
/// <param name="WarmUp">How long they are sent before that without being measured, in seconds: the gateway compiles its code as it runs it.</param>
/// <param name="IsTls">Whether the nodes connect over TLS.</param>
/// <param name="IsTpm">Whether blocks are sealed by a swtpm and not by a key in a file.</param>
/// <param name="IsJson">Whether the lines on standard error are JSON objects too.</param>
/// <param name="ComparesOpenSsl">Whether <c>openssl speed</c> is run before and after.</param>
/// <param name="GatewayProcessors">The processors the gateway is held to, as <c>taskset -c</c> takes them; null for all.</param>
/// <param name="Folder">Data folder of the gateway; null for the load's own.</param>
internal sealed record LoadOptions(
    int Nodes, int Rate, int Seconds, int WarmUp, bool IsTls, bool IsTpm, bool IsJson, bool ComparesOpenSsl, string? GatewayProcessors, DirectoryInfo? Folder)
{
    /// <summary>Most nodes: the system's limit of open files, usually 20,000 or more, holds for the gateway too.</summary>
    internal const int MaxNodes = 15_000;

    /// <summary>Most messages a second that may be asked for.</summary>
    internal const int MaxRate = 1_000_000;

    /// <summary>Most messages that are signed ahead: they are held in memory, some 400 bytes each.</summary>
    internal const long MaxPrepared = 4_000_000;

    /// <summary>How many processors the gateway may use.</summary>
    internal int GatewayCores => GatewayProcessors is null ? Environment.ProcessorCount : CoresOf(GatewayProcessors);

    /// <summary>Takes <c>--rate</c>: a number or <c>max</c>; null when it is neither.</summary>
    internal static int? ParseRate(string text) =>
        text == "max" ? 0 : int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int rate) ? rate : null;

    /// <summary>What is wrong with the options; null when nothing is.</summary>
    internal string? FindMistake() =>
        Nodes is < 1 or > MaxNodes ? $"--nodes must be 1 to {MaxNodes}."
        : Rate is < 0 or > MaxRate ? $"--rate must be 0 or max, for as fast as they are acknowledged, or 1 to {MaxRate} messages a second."
        : Seconds is < 1 or > 3600 ? "--seconds must be 1 to 3600."
        : WarmUp is < 0 or > 600 ? "--warm-up must be 0 to 600."
        : (long)Rate * (Seconds + WarmUp) > MaxPrepared ? $"--rate times --seconds must be at most {MaxPrepared}: so many messages are signed ahead."
        : GatewayCores == 0 ? "--gateway-processors must be a list as taskset takes it: 0 or 0,2 or 0-1."
        : null;

    /// <summary>How many processors a list names; 0 when it is none.</summary>
    private static int CoresOf(string list)
    {
        HashSet<int> named = [];
        foreach (string part in list.Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !ends.All(end => end.Length is > 0 and < 5 && end.All(char.IsAsciiDigit)))
            {
                return 0;
            }

            int first = int.Parse(ends[0], System.Globalization.CultureInfo.InvariantCulture);
            int last = int.Parse(ends[^1], System.Globalization.CultureInfo.InvariantCulture);
            if (last < first)
            {
                return 0;
            }

            named.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        return named.Count;
    }
}
