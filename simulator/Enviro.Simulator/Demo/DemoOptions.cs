namespace Enviro.Simulator;

/// <summary>What a demo is asked for.</summary>
/// <param name="Nodes">How many nodes.</param>
/// <param name="Hours">How many hours of their time.</param>
/// <param name="Replay">CSV with measurements to replay; null for a made-up daily cycle.</param>
/// <param name="Folder">Data folder of the gateway; null for the demo's own.</param>
/// <param name="Speed">How many seconds pass for the nodes in a real one; null for what makes it last about twenty seconds.</param>
internal sealed record DemoOptions(int Nodes, int Hours, FileInfo? Replay, DirectoryInfo? Folder, double? Speed)
{
    private const double AimedRunS = 20;

    internal double EffectiveSpeed => Speed ?? Math.Max(1, Hours * 3600 / AimedRunS);

    /// <summary>What is wrong with the options; null when nothing is.</summary>
    internal string? FindMistake() =>
        Nodes is < 1 or > 1000 ? "--nodes must be 1 to 1000."
        : Hours is < 1 or > 744 ? "--hours must be 1 to 744 (a month)."
        : Speed is not (null or (>= 1 and <= 20_000)) ? "--speed must be 1 to 20000: faster, and a gateway's answer takes longer than a node waits."
        : Replay is { Exists: false } ? $"--replay: there is no file {Replay.FullName}."
        : null;
}

/// <summary>The demo cannot go on; the message says why and what to do.</summary>
internal sealed class DemoException(string message, Exception? innerException = null) : Exception(message, innerException);
