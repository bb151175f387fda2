using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Enviro.Gateway;

namespace Enviro.EndToEnd;

/// <summary>An <c>enviro-gateway run</c> as a child process.</summary>
internal sealed class RunningGateway : IDisposable
{
    private const int Sigterm = 15;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    private readonly string _portFile;
    private readonly Process _process;
    private readonly StringBuilder _log = new();

    private RunningGateway(string directory)
    {
        _portFile = Path.Combine(directory, GatewayService.PortFileName);
        File.Delete(_portFile);
        _process = new Process { StartInfo = Programs.StartInfo("dotnet", [Programs.At("enviro-gateway.dll"), "run", "--data", directory]) };
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Process id.</summary>
    internal int Id => _process.Id;

    internal bool IsRunning => !_process.HasExited;

    /// <summary>What it has logged so far.</summary>
    internal string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Starts it; whether and when it listens is told by <see cref="WaitForPort"/>.</summary>
    internal static RunningGateway Start(string directory) => new(directory);

    /// <summary>Waits until it listens and returns its port.</summary>
    internal int WaitForPort()
    {
        for (Stopwatch waited = Stopwatch.StartNew(); waited.Elapsed < StartLimit && IsRunning; Thread.Sleep(5))
        {
            if (File.Exists(_portFile) && int.TryParse(File.ReadAllText(_portFile), CultureInfo.InvariantCulture, out int port))
            {
                return port;
            }
        }

        Assert.Fail($"The gateway does not listen:\n{Log}");
        return 0;
    }

    /// <summary>Waits until its log holds a text.</summary>
    internal void WaitForLog(string text) =>
        Wait.Until(() => Log.Contains(text, StringComparison.Ordinal), StartLimit, () => $"\"{text}\" in the log:\n{Log}");

    /// <summary>SIGKILL: it learns of nothing.</summary>
    internal void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGTERM, as an init system stops it; returns the exit code.</summary>
    internal int Terminate()
    {
        Assert.Equal(0, Kill(_process.Id, Sigterm));
        return WaitForExit();
    }

    internal int WaitForExit()
    {
        Assert.True(_process.WaitForExit(StopLimit), $"The gateway does not end:\n{Log}");
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (IsRunning)
        {
            Kill();
        }

        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    private void Append(string? line)
    {
        lock (_log)
        {
            _log.Append(line).Append('\n');
        }
    }
}
