using System.Diagnostics;
using System.Globalization;

namespace Enviro.Simulator;

/// <summary><c>openssl speed ecdsap256</c> (openssl-speed(1)): what the processor can verify, whatever program does it.</summary>
internal static class OpenSslVerifies
{
    /// <summary>Verifications a second of processor time, on one core: on the first of the named processors where some are named.</summary>
    internal static async Task<double> MeasureAsync(string? processors, CancellationToken stop)
    {
        string first = processors is null ? "" : processors.Split(',', '-')[0];
        string[] command = [.. first.Length == 0 ? [] : new[] { "taskset", "-c", first }, "openssl", "speed", "-seconds", "2", "-mr", "ecdsap256"];
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string output = await process.StandardOutput.ReadToEndAsync(stop).ConfigureAwait(false);
            await process.WaitForExitAsync(stop).ConfigureAwait(false);

            // +F4:index:256:signs per second:verifies per second
            string? line = Array.FindLast(output.Split('\n'), line => line.StartsWith("+F4:", StringComparison.Ordinal));
            return line is null
                ? throw new DemoException($"`{string.Join(' ', command)}` gave no figure: {output}")
                : double.Parse(line.Split(':')[^1], CultureInfo.InvariantCulture);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new DemoException($"`{string.Join(' ', command)}` cannot be run: {missing.Message}. Install openssl and util-linux.", missing);
        }
    }
}
