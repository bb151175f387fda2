using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Enviro.Gateway;

namespace Enviro.Simulator;

/// <summary>
/// A gateway in a process of its own, restarted when it dies, as an init system would: a demo during which it is killed goes on. What it logs
/// goes to <c>gateway.log</c> in the data folder.
/// </summary>
internal sealed class GatewayProcess : IDisposable
{
    private const int Terminate = 15;
    private const int StartAttempts = 3;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    private readonly string _directory;
    private readonly string[] _arguments;
    private readonly StreamWriter _log;
    private readonly Lock _gate = new();
    private Process _process;
    private bool _stopping;

    private GatewayProcess(string directory, string[] arguments)
    {
        _directory = directory;
        _arguments = arguments;
        _log = new StreamWriter(Path.Combine(directory, "gateway.log")) { AutoFlush = true };
        _process = Launch();
    }

    /// <summary>How often it died and was started again.</summary>
    internal int Restarts { get; private set; }

    /// <summary>Most memory it was seen to have resident, in MB.</summary>
    internal double PeakResidentMb { get; private set; }

    /// <summary>Starts a gateway whose clock starts at <paramref name="scaledStart"/> now and runs <paramref name="speed"/> times as fast.</summary>
    internal static GatewayProcess Start(string directory, DateTimeOffset realStart, DateTimeOffset scaledStart, double speed) => new(directory,
    [
        "gateway", "--data", directory,
        "--real-start", realStart.ToString("O", CultureInfo.InvariantCulture),
        "--scaled-start", scaledStart.ToString("O", CultureInfo.InvariantCulture),
        "--speed", speed.ToString("R", CultureInfo.InvariantCulture),
    ]);

    /// <summary>Waits until it listens, and returns its MQTT port for TLS.</summary>
    internal async Task<int> WaitForPortAsync(CancellationToken stop)
    {
        string portFile = Path.Combine(_directory, GatewayService.TlsPortFileName);
        long started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < StartLimit)
        {
            if (File.Exists(portFile) && int.TryParse(await File.ReadAllTextAsync(portFile, stop).ConfigureAwait(false), CultureInfo.InvariantCulture, out int port))
            {
                return port;
            }

            if (Restarts >= StartAttempts)
            {
                break;
            }

            await Task.Delay(50, stop).ConfigureAwait(false);
        }

        throw new DemoException($"The gateway does not start. {Path.Combine(_directory, "gateway.log")} says why.");
    }

    /// <summary>Looks at its memory.</summary>
    internal void Observe()
    {
        try
        {
            foreach (string line in File.ReadLines($"/proc/{_process.Id}/status"))
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                {
                    double kilobytes = double.Parse(line.AsSpan(6).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture);
                    PeakResidentMb = Math.Max(PeakResidentMb, Math.Round(kilobytes / 1024, 1));
                    return;
                }
            }
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            // It ended between two looks; it is being started again.
        }
    }

    /// <summary>Tells it to stop, which seals what is journaled, and waits for that.</summary>
    internal async Task StopAsync()
    {
        Process process;
        lock (_gate)
        {
            _stopping = true;
            process = _process;
        }

        _ = Kill(process.Id, Terminate);
        using CancellationTokenSource limit = new(StopLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new DemoException($"The gateway did not stop within {StopLimit.TotalSeconds} s. {Path.Combine(_directory, "gateway.log")} says what it was doing.");
        }

        if (process.ExitCode != 0)
        {
            throw new DemoException($"The gateway ended with exit code {process.ExitCode}. {Path.Combine(_directory, "gateway.log")} says why.");
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            if (!_process.HasExited)
            {
                _process.Kill();
                _process.WaitForExit();
            }

            _process.Dispose();
        }

        _log.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    private Process Launch()
    {
        // The port of a gateway that was killed is not the port of its successor.
        File.Delete(Path.Combine(_directory, GatewayService.TlsPortFileName));
        string host = Environment.ProcessPath!;
        bool throughDotnet = Path.GetFileNameWithoutExtension(host) == "dotnet";
        ProcessStartInfo start = new(host, throughDotnet ? [typeof(GatewayProcess).Assembly.Location, .. _arguments] : _arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        Process process = new() { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Log(line.Data);
        process.ErrorDataReceived += (_, line) => Log(line.Data);
        process.Exited += (_, _) => RestartUnlessStopping();
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Log(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            _log.WriteLine(line);
        }
    }

    private void RestartUnlessStopping()
    {
        // A gateway that dies at once must not be started a thousand times.
        Thread.Sleep(200);
        lock (_gate)
        {
            if (!_stopping)
            {
                Restarts++;
                _process.Dispose();
                _process = Launch();
            }
        }
    }
}
