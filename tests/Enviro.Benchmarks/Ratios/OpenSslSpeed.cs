using System.Globalization;

namespace Enviro.Benchmarks;

/// <summary>
/// <c>openssl speed ecdsap256</c> (openssl-speed(1)), a run of one second a figure. <c>-mr</c> gives a line
/// <c>+F4:index:256:signs per second:verifies per second</c>.
/// </summary>
internal static class OpenSslSpeed
{
    /// <summary>Verifies per second of processor time in user mode, on one core: what the tool counts by itself.</summary>
    internal static double VerifiesPerCpuSecond() => Verifies();

    /// <summary>Verifies per second of the clock, by so many processes at once.</summary>
    internal static double VerifiesPerSecond(int processes) => Verifies("-multi", processes.ToString(CultureInfo.InvariantCulture));

    private static double Verifies(params string[] options)
    {
        string output = ChildProcess.Run("openssl", ["speed", "-seconds", "1", "-mr", .. options, "ecdsap256"]);
        string line = output.Split('\n').LastOrDefault(line => line.StartsWith("+F4:", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"openssl speed gave no figure for ecdsap256: {output}");
        return double.Parse(line.Split(':')[^1], CultureInfo.InvariantCulture);
    }
}
