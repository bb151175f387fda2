using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Enviro.Benchmarks;

/// <summary>A broker in a process of its own, listening on a loopback port without TLS; ends with this object.</summary>
internal sealed class BrokerProcess : IDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private BrokerProcess(string program, params string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} did not start.");
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>The port it listens on.</summary>
    internal int Port { get; private set; }

    /// <summary>Processor time it has taken, in user mode and in the kernel.</summary>
    internal TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Most memory it had resident, in MB.</summary>
    internal double PeakResidentMb => StartMeasurement.PeakResidentMb(_process.Id);

    /// <summary>Our gateway on a data folder.</summary>
    internal static BrokerProcess Gateway(string directory)
    {
        BrokerProcess broker = new("dotnet", Path.Combine(AppContext.BaseDirectory, "enviro-gateway.dll"), "run", "--data", directory);
        string portFile = Path.Combine(directory, Enviro.Gateway.GatewayService.PortFileName);
        broker.WaitFor(() => File.Exists(portFile) && int.TryParse(File.ReadAllText(portFile), CultureInfo.InvariantCulture, out int port) ? port : 0);
        return broker;
    }

    /// <summary>mosquitto, which keeps nothing on the disk, and drops nothing either.</summary>
    internal static BrokerProcess Mosquitto(string configuration)
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        File.WriteAllText(
            configuration,
            $"""
            listener {port} 127.0.0.1
            allow_anonymous true
            persistence false
            max_inflight_messages 0
            max_queued_messages 0
            log_type error

            """);
        string program = File.Exists("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : "mosquitto";
        BrokerProcess broker = new(program, "-c", configuration);
        broker.WaitFor(() => Listens(port) ? port : 0);
        return broker;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static bool Listens(int port)
    {
        try
        {
            using TcpClient client = new();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void WaitFor(Func<int> portOf)
    {
        long start = Stopwatch.GetTimestamp();
        while ((Port = portOf()) == 0)
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(start) > s_startLimit)
            {
                throw new InvalidOperationException($"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)} does not start.");
            }

            Thread.Sleep(50);
        }
    }
}
