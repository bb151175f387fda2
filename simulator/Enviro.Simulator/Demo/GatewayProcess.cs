using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Enviro.Gateway;

namespace Enviro.Simulator;

/// <summary>
/// A gateway in a process of its own. One on a scaled clock is restarted when it dies, as an init system would: a demo during which it is killed goes on. What it
/// logs goes to <c>gateway.log</c> in the data folder.
/// </summary>
internal sealed class GatewayProcess : IDisposable
{
    private const int Terminate = 15;
    private const int StartAttempts = 3;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    private readonly string _directory;
    private readonly string[] _command;
    private readonly bool _isRestarted;
    private readonly StreamWriter _log;
    private readonly Lock _gate = new();
    private Process _process;
    private bool _stopping;

    private GatewayProcess(string directory, string[] command, bool isRestarted)
    {
        _directory = directory;
        _command = command;
        _isRestarted = isRestarted;
        _log = new StreamWriter(Path.Combine(directory, "gateway.log")) { AutoFlush = true };
        _process = Launch();
    }

    /// <summary>How often it died and was started again.</summary>
    internal int Restarts { get; private set; }

    /// <summary>Most memory it was seen to have resident, in MB.</summary>
    internal double PeakResidentMb { get; private set; }

    /// <summary>Memory it had resident when it was looked at last, in MB.</summary>
    internal double ResidentMb { get; private set; }

    /// <summary>Processor time it had taken when it was looked at last, in user and kernel mode.</summary>
    internal TimeSpan ProcessorTime { get; private set; }

    /// <summary>Its process id.</summary>
    internal int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    internal bool HasEnded
    {
        get
        {
            lock (_gate)
            {
                return _process.HasExited;
            }
        }
    }

    /// <summary>Starts a gateway whose clock starts at <paramref name="scaledStart"/> now and runs <paramref name="speed"/> times as fast.</summary>
    internal static GatewayProcess Start(string directory, DateTimeOffset realStart, DateTimeOffset scaledStart, double speed) => new(directory,
    [
        .. CommandOf("enviro-sim"), "gateway", "--data", directory,
        "--real-start", realStart.ToString("O", CultureInfo.InvariantCulture),
        "--scaled-start", scaledStart.ToString("O", CultureInfo.InvariantCulture),
        "--speed", speed.ToString("R", CultureInfo.InvariantCulture),
    ], isRestarted: true);

    /// <summary>
    /// Starts <c>enviro-gateway run</c> itself, which is not restarted; on the named processors only (<c>taskset -c</c>), or on all where none are named.
    /// </summary>
    internal static GatewayProcess StartUnscaled(string directory, string? processors) => new(
        directory, [.. processors is null ? [] : new[] { "taskset", "-c", processors }, .. CommandOf("enviro-gateway"), "run", "--data", directory], isRestarted: false);

    /// <summary>Waits until it listens, and returns its MQTT port.</summary>
    /// <param name="portFileName">The file that names the port: <see cref="GatewayService.TlsPortFileName"/> or <see cref="GatewayService.PortFileName"/>.</param>
    /// <param name="stop">Ends the waiting.</param>
    internal async Task<int> WaitForPortAsync(string portFileName, CancellationToken stop)
    {
        string portFile = Path.Combine(_directory, portFileName);
        long started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < StartLimit)
        {
            if (File.Exists(portFile) && int.TryParse(await File.ReadAllTextAsync(portFile, stop).ConfigureAwait(false), CultureInfo.InvariantCulture, out int port))
            {
                return port;
            }

            if (Restarts >= StartAttempts || (!_isRestarted && HasEnded))
            {
                break;
            }

            await Task.Delay(50, stop).ConfigureAwait(false);
        }

        throw new DemoException($"The gateway does not start. {Path.Combine(_directory, "gateway.log")} says why.");
    }

    /// <summary>Looks at its memory and processor time.</summary>
    internal void Observe()
    {
        try
        {
            string[] lines = File.ReadAllLines($"/proc/{_process.Id}/status");
            PeakResidentMb = Math.Max(PeakResidentMb, MegabytesOf(lines, "VmHWM:"));
            ResidentMb = MegabytesOf(lines, "VmRSS:");
            _process.Refresh();
            ProcessorTime = _process.TotalProcessorTime;
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended between two looks: what was seen last stands.
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

    private static double MegabytesOf(string[] lines, string name)
    {
        string? line = Array.Find(lines, line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : Math.Round(double.Parse(line.AsSpan(name.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) / 1024, 1);
    }

    /// <summary>How a program beside this one is started: as this one was, through <c>dotnet</c> or by its own file.</summary>
    private static string[] CommandOf(string program)
    {
        string host = Environment.ProcessPath!;
        string path = Path.Combine(AppContext.BaseDirectory, program);
        return Path.GetFileNameWithoutExtension(host) == "dotnet" ? [host, path + ".dll"] : [path];
    }

    private Process Launch()
    {
        // The port of a gateway that was killed is not the port of its successor.
        File.Delete(Path.Combine(_directory, GatewayService.TlsPortFileName));
        File.Delete(Path.Combine(_directory, GatewayService.PortFileName));
        ProcessStartInfo start = new(_command[0], _command[1..])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        Process process = new() { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Log(line.Data);
        process.ErrorDataReceived += (_, line) => Log(line.Data);
        if (_isRestarted)
        {
            process.Exited += (_, _) => RestartUnlessStopping();
        }

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
