using System.Buffers.Binary;
using System.Text;
using Enviro.Ledger;

namespace Enviro.Simulator;

/// <summary>
/// Seeded random numbers (SplitMix64, Steele, Lea and Flood 2014). Whoever needs some takes a fork of its own by name, so that one drawing more does
/// not change what another gets.
/// </summary>
public sealed class SimulationRandom : IRandomSource
{
    private readonly ulong _seed;
    private ulong _state;

    /// <summary>Starts at a seed.</summary>
    public SimulationRandom(ulong seed)
    {
        _seed = seed;
        _state = seed;
    }

    /// <summary>A source of its own for <paramref name="name"/>; the same for the same seed and name, whatever was drawn before.</summary>
    public SimulationRandom Fork(string name)
    {
        // FNV-1a, then mixed: names that differ in one letter must not give related streams.
        ulong hash = 14695981039346656037;
        foreach (byte letter in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ letter) * 1099511628211;
        }

        return new SimulationRandom(Mix(_seed ^ Mix(hash)));
    }

    /// <summary>64 random bits.</summary>
    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>A number from 0 to <paramref name="end"/> - 1, each as likely but for less than one part in 2^32 for ends up to 2^31.</summary>
    public int Below(int end) => (int)(((Next() >> 32) * (ulong)end) >> 32);

    /// <summary>A number from <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public long Between(long first, long last) => first + (long)(((UInt128)Next() * (ulong)(last - first + 1)) >> 64);

    /// <summary>True so often in a million.</summary>
    public bool Chance(int perMillion) => Below(1_000_000) < perMillion;

    /// <summary>A number from 0 to below 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <inheritdoc/>
    public void Fill(Span<byte> buffer)
    {
        Span<byte> word = stackalloc byte[8];
        for (int i = 0; i < buffer.Length; i += word.Length)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, Next());
            word[..Math.Min(word.Length, buffer.Length - i)].CopyTo(buffer[i..]);
        }
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
