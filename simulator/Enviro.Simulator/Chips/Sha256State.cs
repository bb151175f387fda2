using System.Buffers.Binary;
using System.Numerics;

namespace Enviro.Simulator;

/// <summary>
/// SHA-256 (FIPS 180-4) whose unfinished state can be taken out and put back: the SHA command's context. Layout of a context: bytes
/// hashed so far (4, little-endian), the eight words of the state (little-endian), the bytes of the unfinished block.
/// </summary>
internal sealed class Sha256State
{
    public const int BlockLength = 64;
    private const int ContextHeaderLength = 36;

    private static readonly uint[] RoundConstants = FirstFractionBits(64, Math.Cbrt);

    private readonly uint[] _state;
    private readonly List<byte> _pending = [];
    private uint _length;

    public Sha256State()
        : this(FirstFractionBits(8, Math.Sqrt))
    {
    }

    private Sha256State(uint[] state)
    {
        _state = state;
    }

    /// <summary>Bytes hashed so far.</summary>
    public uint Length => _length;

    /// <summary>Continues from a context; null when it is none.</summary>
    public static Sha256State? FromContext(ReadOnlySpan<byte> context)
    {
        if (context.Length < ContextHeaderLength
            || context.Length - ContextHeaderLength != BinaryPrimitives.ReadUInt32LittleEndian(context) % BlockLength)
        {
            return null;
        }

        Sha256State hash = new() { _length = BinaryPrimitives.ReadUInt32LittleEndian(context) };
        for (int i = 0; i < hash._state.Length; i++)
        {
            hash._state[i] = BinaryPrimitives.ReadUInt32LittleEndian(context[(4 + (4 * i))..]);
        }

        hash._pending.AddRange(context[ContextHeaderLength..].ToArray());
        return hash;
    }

    public byte[] ToContext()
    {
        byte[] header = new byte[ContextHeaderLength];
        BinaryPrimitives.WriteUInt32LittleEndian(header, _length);
        for (int i = 0; i < _state.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4 + (4 * i)), _state[i]);
        }

        return [.. header, .. _pending];
    }

    public void Append(ReadOnlySpan<byte> message)
    {
        _length += (uint)message.Length;
        foreach (byte value in message)
        {
            _pending.Add(value);
            if (_pending.Count == BlockLength)
            {
                Compress(_pending.ToArray());
                _pending.Clear();
            }
        }
    }

    /// <summary>Pads and gives the digest; the state is spent.</summary>
    public byte[] Finish()
    {
        byte[] bits = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bits, _length * 8UL);
        int zeros = (BlockLength + 55 - _pending.Count) % BlockLength;
        Append([0x80, .. new byte[zeros], .. bits]);
        byte[] digest = new byte[32];
        for (int i = 0; i < _state.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(digest.AsSpan(4 * i), _state[i]);
        }

        return digest;
    }

    // FIPS 180-4 §4.2.2 and §5.3.3: the constants are the first 32 bits of the fractions of roots of the first primes. A double's 52
    // bits hold them, with room for the whole part.
    private static uint[] FirstFractionBits(int count, Func<double, double> root)
    {
        uint[] words = new uint[count];
        for (int prime = 2, found = 0; found < count; prime++)
        {
            if (Enumerable.Range(2, prime - 2).All(divisor => prime % divisor != 0))
            {
                double value = root(prime);
                words[found++] = (uint)((value - Math.Floor(value)) * 4294967296.0);
            }
        }

        return words;
    }

    private void Compress(byte[] block)
    {
        Span<uint> schedule = stackalloc uint[64];
        for (int i = 0; i < 16; i++)
        {
            schedule[i] = BinaryPrimitives.ReadUInt32BigEndian(block.AsSpan(4 * i));
        }

        for (int i = 16; i < 64; i++)
        {
            uint near = schedule[i - 15];
            uint far = schedule[i - 2];
            schedule[i] = schedule[i - 16] + schedule[i - 7]
                + (BitOperations.RotateRight(near, 7) ^ BitOperations.RotateRight(near, 18) ^ (near >> 3))
                + (BitOperations.RotateRight(far, 17) ^ BitOperations.RotateRight(far, 19) ^ (far >> 10));
        }

        uint a = _state[0], b = _state[1], c = _state[2], d = _state[3];
        uint e = _state[4], f = _state[5], g = _state[6], h = _state[7];
        for (int i = 0; i < 64; i++)
        {
            uint first = h + ((e & f) ^ (~e & g)) + RoundConstants[i] + schedule[i]
                + (BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25));
            uint second = ((a & b) ^ (a & c) ^ (b & c))
                + (BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }

        _state[0] += a;
        _state[1] += b;
        _state[2] += c;
        _state[3] += d;
        _state[4] += e;
        _state[5] += f;
        _state[6] += g;
        _state[7] += h;
    }
}
