using System.IO.MemoryMappedFiles;
using System.Text;

namespace Enviro.Fuzz;

/// <summary>
/// The input under way, in a file that outlives the process: a stack overflow, an endless loop or the end of memory leave no exception to catch, and the
/// process that started this one reads here what did it.
/// </summary>
internal sealed class Heartbeat : IDisposable
{
    /// <summary>Largest input.</summary>
    internal const int MaxInput = 1 << 16;

    /// <summary>Exit code of a process that ended itself because one input took too long.</summary>
    internal const int Hung = 3;

    private const int NameLength = 64;
    private const int HeadLength = NameLength + sizeof(int);

    // Of the processor's time, for on a busy machine a process may stand still for long; of the clock's, for what waits in vain.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_lastPatience = TimeSpan.FromMinutes(5);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly Timer _watch;
    private readonly byte[] _name = new byte[NameLength];
    private string _target = "";
    private long _begun;
    private long _ended;
    private long _watched;
    private TimeSpan _watchedCpu;
    private long _watchedAtMs;

    internal Heartbeat(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, HeadLength + MaxInput);
        _view = _file.CreateViewAccessor();
        _watch = new Timer(_ => EndIfHung(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public void Dispose()
    {
        _watch.Dispose();
        _view.Dispose();
        _file.Dispose();
    }

    /// <summary>An input is about to be run.</summary>
    internal void Begin(string target, byte[] input)
    {
        if (!ReferenceEquals(target, _target))
        {
            _target = target;
            Array.Clear(_name);
            Encoding.ASCII.GetBytes(target).CopyTo(_name, 0);
            _view.WriteArray(0, _name, 0, _name.Length);
        }

        _view.WriteArray(HeadLength, input, 0, input.Length);
        _view.Write(NameLength, input.Length);
        Volatile.Write(ref _begun, _begun + 1);
    }

    /// <summary>It was run.</summary>
    internal void End() => Volatile.Write(ref _ended, _begun);

    /// <summary>Target and input that were under way when a process ended; null if none was.</summary>
    internal static (string Target, byte[] Input)? Read(string path)
    {
        byte[] content = File.Exists(path) ? File.ReadAllBytes(path) : [];
        if (content.Length < HeadLength || content[0] == 0)
        {
            return null;
        }

        int length = BitConverter.ToInt32(content, NameLength);
        return (Encoding.ASCII.GetString(content, 0, NameLength).TrimEnd('\0'), content.AsSpan(HeadLength, length).ToArray());
    }

    private void EndIfHung()
    {
        long begun = Volatile.Read(ref _begun);
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        if (begun != _watched || Volatile.Read(ref _ended) == begun)
        {
            _watched = begun;
            _watchedCpu = cpu;
            _watchedAtMs = Environment.TickCount64;
        }
        else if (cpu - _watchedCpu > s_patience || Environment.TickCount64 - _watchedAtMs > s_lastPatience.TotalMilliseconds)
        {
            Environment.Exit(Hung);
        }
    }
}
