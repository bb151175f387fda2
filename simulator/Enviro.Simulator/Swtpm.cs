using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Enviro.Tpm;

namespace Enviro.Simulator;

/// <summary>How a <see cref="Swtpm"/> is reached.</summary>
public enum SwtpmTransport
{
    /// <summary>Two neighbouring ports on the loopback interface, as tpm2-tools expect them.</summary>
    Tcp,

    /// <summary>Unix sockets in a temporary folder.</summary>
    UnixSocket,
}

/// <summary>
/// A private TPM 2.0 in software: one swtpm process of its own, unprivileged, over one state folder. It has no endorsement
/// certificates. It serves one client at a time.
/// </summary>
public sealed class Swtpm : IDisposable
{
    private const int StartAttempts = 10;
    private const uint ControlInit = 2;
    private const uint ControlShutdown = 3;
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    // Below the range from which Linux takes the ports of outgoing connections, so that none of these sits on ours.
    private const int FirstPort = 20000;
    private const int LastPort = 32000;

    private readonly SwtpmTransport _transport;
    private readonly bool _ownsState;
    private readonly string? _socketFolder;
    private int _port;
    private Process? _process;

    private Swtpm(string? stateFolder, SwtpmTransport transport)
    {
        _transport = transport;
        _ownsState = stateFolder is null;
        StateFolder = stateFolder is null
            ? Directory.CreateTempSubdirectory("enviro-swtpm-").FullName
            : Directory.CreateDirectory(Path.GetFullPath(stateFolder)).FullName;

        // Not in the state folder: the path of a Unix socket has to be shorter than 108 bytes.
        _socketFolder = transport == SwtpmTransport.UnixSocket ? Directory.CreateTempSubdirectory("enviro-tpm-").FullName : null;
    }

    /// <summary>The folder of the TPM's state. A temporary one goes with this object, a given one stays.</summary>
    public string StateFolder { get; }

    /// <summary>The TPM's address for <see cref="TpmChannel.Open"/>; stays the same over restarts.</summary>
    public string Uri => _transport == SwtpmTransport.Tcp
        ? string.Create(CultureInfo.InvariantCulture, $"tpm+tcp://127.0.0.1:{_port}")
        : $"tpm+unix://{SocketPath}";

    /// <summary>The TPM's address for the option <c>-T</c> of tpm2-tools.</summary>
    public string Tcti => _transport == SwtpmTransport.Tcp
        ? string.Create(CultureInfo.InvariantCulture, $"swtpm:host=127.0.0.1,port={_port}")
        : $"swtpm:path={SocketPath}";

    private string SocketPath => Path.Combine(_socketFolder!, "tpm");

    private EndPoint ControlEndPoint => _transport == SwtpmTransport.Tcp
        ? new IPEndPoint(IPAddress.Loopback, _port + 1)
        : new UnixDomainSocketEndPoint(SocketPath + ".ctrl");

    /// <summary>Starts a TPM and waits until it answers.</summary>
    /// <param name="stateFolder">Where it keeps its state; a temporary folder if left out. An empty folder is a new TPM.</param>
    /// <param name="transport">How it is to be reached.</param>
    /// <returns>The running TPM.</returns>
    /// <exception cref="TpmUnavailableException">swtpm is not installed or does not start; the message has its own words.</exception>
    public static Swtpm Start(string? stateFolder = null, SwtpmTransport transport = SwtpmTransport.Tcp)
    {
        Swtpm tpm = new(stateFolder, transport);
        try
        {
            tpm.StartProcess();
            return tpm;
        }
        catch
        {
            tpm.Dispose();
            throw;
        }
    }

    /// <summary>Ends the process as a power cut would: at once, and the TPM learns of nothing.</summary>
    public void Kill()
    {
        if (_process is not null)
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
            _process = null;
        }
    }

    /// <summary>
    /// Shuts the TPM down in order, so that it saves its clock and orderly counters, and ends the process. While a client
    /// still holds the TPM it gets no TPM2_Shutdown.
    /// </summary>
    public void Stop()
    {
        if (_process is null)
        {
            return;
        }

        try
        {
            using (TpmDevice tpm = new(TpmChannel.Open(Uri, TimeSpan.FromMilliseconds(500))))
            {
                tpm.Shutdown();
            }

            SendControl(ControlShutdown, []);
            _process.WaitForExit(StopLimit);
        }
        catch (Exception e) when (e is TpmUnavailableException or TpmException or TpmProtocolException or SocketException)
        {
            // It is held, wedged or already gone; it ends all the same.
        }

        Kill();
    }

    /// <summary>Starts the TPM again, after <see cref="Kill"/> or <see cref="Stop"/>, with the same state at the same address.</summary>
    public void Restart()
    {
        Kill();
        StartProcess();
    }

    /// <summary>Resets the TPM behind its client's back, without TPM2_Shutdown: the next command has to be TPM2_Startup.</summary>
    public void Reset() => SendControl(ControlInit, [0, 0, 0, 0]);

    /// <summary>Stops the TPM in order, and removes its state if it was temporary.</summary>
    public void Dispose()
    {
        Stop();
        if (_ownsState && Directory.Exists(StateFolder))
        {
            Directory.Delete(StateFolder, recursive: true);
        }

        if (Directory.Exists(_socketFolder))
        {
            Directory.Delete(_socketFolder, recursive: true);
        }
    }

    private void StartProcess()
    {
        for (int attempt = 1; ; attempt++)
        {
            bool canMove = _port == 0 && _transport == SwtpmTransport.Tcp;
            if (canMove)
            {
                _port = FindPort();
            }

            string? failure = TryStart();
            if (failure is null)
            {
                return;
            }

            Kill();
            if (attempt == StartAttempts)
            {
                throw new TpmUnavailableException($"swtpm does not start on {Uri} with state in {StateFolder}: {failure}");
            }

            // Most likely another process was quicker to take the port.
            _port = canMove ? 0 : _port;
        }
    }

    private string? TryStart()
    {
        TextTail words = new();
        _process = Launch(words);
        for (Stopwatch waited = Stopwatch.StartNew(); waited.Elapsed < ReadyLimit; Thread.Sleep(5))
        {
            if (_process.HasExited)
            {
                _process.WaitForExit();
                return words.ToString();
            }

            // With another process on the port ours would have ended at once.
            if (Answers() && !_process.HasExited)
            {
                return null;
            }
        }

        return $"no answer within {ReadyLimit.TotalSeconds} s; {words}";
    }

    private bool Answers()
    {
        try
        {
            using TpmDevice tpm = new(TpmChannel.Open(Uri, TimeSpan.FromSeconds(2)));
            tpm.GetRandom(1);
            return true;
        }
        catch (Exception e) when (e is TpmUnavailableException or TpmException or TpmProtocolException)
        {
            return false;
        }
    }

    private Process Launch(TextTail words)
    {
        string[] address = _transport == SwtpmTransport.Tcp
            ?
            [
                "--server", string.Create(CultureInfo.InvariantCulture, $"type=tcp,port={_port},bindaddr=127.0.0.1"),
                "--ctrl", string.Create(CultureInfo.InvariantCulture, $"type=tcp,port={_port + 1},bindaddr=127.0.0.1"),
            ]
            : ["--server", $"type=unixio,path={SocketPath}", "--ctrl", $"type=unixio,path={SocketPath}.ctrl"];
        ProcessStartInfo start = new("swtpm") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string argument in (string[])
            ["socket", "--tpm2", "--tpmstate", $"dir={StateFolder},mode=0600", .. address, "--flags", "not-need-init,startup-clear"])
        {
            start.ArgumentList.Add(argument);
        }

        Process process = new() { StartInfo = start };
        process.OutputDataReceived += (_, line) => words.Add(line.Data);
        process.ErrorDataReceived += (_, line) => words.Add(line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            process.Dispose();
            throw new TpmUnavailableException("swtpm not found: apt-get install swtpm swtpm-tools", e);
        }

        // A pipe nobody reads would stop the TPM once it is full.
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    // The control channel: command and arguments, big-endian; the answer begins with a result, 0 for success.
    private void SendControl(uint command, ReadOnlySpan<byte> arguments)
    {
        using Socket control = new(ControlEndPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified)
        {
            ReceiveTimeout = (int)StopLimit.TotalMilliseconds,
        };
        control.Connect(ControlEndPoint);
        Span<byte> message = stackalloc byte[sizeof(uint) + arguments.Length];
        BinaryPrimitives.WriteUInt32BigEndian(message, command);
        arguments.CopyTo(message[sizeof(uint)..]);
        control.Send(message);
        Span<byte> result = stackalloc byte[sizeof(uint)];
        if (control.Receive(result) != result.Length || BinaryPrimitives.ReadUInt32BigEndian(result) != 0)
        {
            throw new TpmUnavailableException($"swtpm refused control command {command}: restart it");
        }
    }

    private static int FindPort()
    {
        while (true)
        {
            int port = Random.Shared.Next(FirstPort, LastPort);
            if (IsFree(port) && IsFree(port + 1))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using TcpListener probe = new(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The last lines of the process, for the message when it does not start.</summary>
    private sealed class TextTail
    {
        private const int MaxLines = 10;
        private readonly Queue<string> _lines = new();

        public void Add(string? line)
        {
            lock (_lines)
            {
                if (!string.IsNullOrEmpty(line))
                {
                    _lines.Enqueue(line);
                }

                if (_lines.Count > MaxLines)
                {
                    _lines.Dequeue();
                }
            }
        }

        public override string ToString()
        {
            lock (_lines)
            {
                return string.Join("; ", _lines);
            }
        }
    }
}
