using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Enviro.Fuzz;

/// <summary>
/// Which branches the instrumented assemblies took. They count each edge (from, to) in a map of 64 KiB that SharpFuzz's trace points to; as in AFL, a
/// count is new when it reaches another power of two.
/// </summary>
internal sealed unsafe class CoverageMap
{
    /// <summary>Bytes of the map: one counter an edge.</summary>
    internal const int Size = 1 << 16;

    private readonly byte* _trace = (byte*)NativeMemory.AllocZeroed(Size);

    private readonly byte[] _seen = new byte[Size];

    // By its name: what refers to the trace is taken for instrumented already, and this program holds a defect that is yet to be.
    private readonly FieldInfo _previous;

    private CoverageMap()
    {
        Type trace = Assembly.Load("SharpFuzz.Common").GetType("SharpFuzz.Common.Trace", throwOnError: true)!;
        trace.GetField("SharedMem")!.SetValue(null, Pointer.Box(_trace, typeof(byte*)));
        _previous = trace.GetField("PrevLocation")!;
    }

    /// <summary>The one map: what is instrumented writes through a static pointer, so this must be touched before anything else is.</summary>
    internal static CoverageMap Instance { get; } = new();

    /// <summary>Edges taken by any input since <see cref="Forget"/>.</summary>
    internal int Edges => _seen.Count(counts => counts != 0);

    private Span<byte> Counters => new(_trace, Size);

    /// <summary>Before an input.</summary>
    internal void Clear()
    {
        Counters.Clear();
        _previous.SetValue(null, 0);
    }

    /// <summary>Before another target.</summary>
    internal void Forget() => Array.Clear(_seen);

    /// <summary>Edges of the last input.</summary>
    internal int[] LastEdges()
    {
        List<int> edges = [];
        Span<byte> counters = Counters;
        for (int i = 0; i < counters.Length; i++)
        {
            if (counters[i] != 0)
            {
                edges.Add(i);
            }
        }

        return [.. edges];
    }

    /// <summary>Adds the last input's counts to what was seen; whether any of them is new.</summary>
    internal bool Merge()
    {
        bool isNew = false;
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(Counters);
        for (int w = 0; w < words.Length; w++)
        {
            if (words[w] == 0)
            {
                continue;
            }

            for (int i = w * 8; i < (w * 8) + 8; i++)
            {
                byte bucket = BucketOf(_trace[i]);
                isNew |= (bucket & ~_seen[i]) != 0;
                _seen[i] |= bucket;
            }
        }

        return isNew;
    }

    // 1, 2, 3, 4-7, 8-15, 16-31, 32-127, 128-255: one bit each.
    private static byte BucketOf(byte count) => count switch
    {
        0 => 0,
        <= 3 => (byte)(1 << (count - 1)),
        < 128 => (byte)(1 << Math.Min(BitOperations.Log2(count) + 1, 6)),
        _ => 0x80,
    };
}
