using System.Buffers.Binary;
using Enviro.Tpm;

namespace Enviro.Simulator;

/// <summary>
/// Reads a command as a TPM does: field by field, and what does not fit is refused with the number of the handle, session or parameter it is in
/// (TPM 2.0 Part 3, 5.3 to 5.7).
/// </summary>
internal sealed class TpmCommandReader(byte[] command, int position)
{
    /// <summary>Largest TPM2B_DIGEST, TPM2B_NONCE and TPM2B_AUTH, bytes: SHA-512, the largest hash of the PCR banks.</summary>
    public const int MaxDigest = 64;

    /// <summary>Largest TPM2B_DATA, bytes.</summary>
    public const int MaxData = 2 + MaxDigest;

    private const int MaxBanks = 4;
    private const int MapSize = 3;

    private int _end = command.Length;
    private Func<uint, int, TpmRefusal> _place = TpmRefusal.OfHandle;
    private int _number;

    /// <summary>Bytes left.</summary>
    public int Remaining => _end - Position;

    /// <summary>Where the next field begins.</summary>
    public int Position { get; private set; } = position;

    /// <summary>What follows is a handle, from 1.</summary>
    public void BeginHandle(int number) => Begin(TpmRefusal.OfHandle, number);

    /// <summary>What follows is a session, from 1.</summary>
    public void BeginSession(int number) => Begin(TpmRefusal.OfSession, number);

    /// <summary>What follows is a parameter, from 1.</summary>
    public void BeginParameter(int number) => Begin(TpmRefusal.OfParameter, number);

    /// <summary>The refusal of what is being read.</summary>
    public TpmRefusal Refuse(uint error) => _place(error, _number);

    /// <summary>Lets the command end early, after the authorisation area; gives the end it had.</summary>
    public int Limit(int length)
    {
        int end = _end;
        _end = Position + length;
        return end;
    }

    /// <summary>Takes <see cref="Limit"/> back.</summary>
    public void Unlimit(int end) => _end = end;

    public byte UInt8() => Bytes(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Bytes(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Bytes(4));

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > Remaining)
        {
            throw Refuse(TpmRc.Insufficient);
        }

        Position += count;
        return command.AsSpan(Position - count, count);
    }

    /// <summary>A TPM2B of at most so many bytes.</summary>
    public byte[] Sized(int maxSize)
    {
        int size = UInt16();
        return size <= maxSize ? Bytes(size).ToArray() : throw Refuse(TpmRc.Size);
    }

    /// <summary>A TPM2B around a structure, which must not be empty and must fill it.</summary>
    public T Structure<T>(Func<TpmCommandReader, T> read)
    {
        int size = UInt16();
        if (size == 0)
        {
            throw Refuse(TpmRc.Size);
        }

        int start = Position;
        T result = read(this);
        return Position - start == size ? result : throw Refuse(TpmRc.Size);
    }

    /// <summary>TPMI_ALG_HASH, without TPM_ALG_NULL.</summary>
    public TpmAlgorithm Hash()
    {
        TpmAlgorithm hash = (TpmAlgorithm)UInt16();
        return DigestSize(hash) != 0 ? hash : throw Refuse(TpmRc.Hash);
    }

    /// <summary>TPML_PCR_SELECTION: banks and their maps, bit n of a map is PCR n.</summary>
    public (TpmAlgorithm Bank, int Mask)[] PcrSelections()
    {
        uint count = UInt32();
        if (count > MaxBanks)
        {
            throw Refuse(TpmRc.Size);
        }

        (TpmAlgorithm Bank, int Mask)[] selections = new (TpmAlgorithm, int)[count];
        for (int i = 0; i < selections.Length; i++)
        {
            TpmAlgorithm bank = Hash();
            if (UInt8() != MapSize)
            {
                throw Refuse(TpmRc.Value);
            }

            ReadOnlySpan<byte> map = Bytes(MapSize);
            selections[i] = (bank, map[0] | (map[1] << 8) | (map[2] << 16));
        }

        return selections;
    }

    /// <summary>TPML_DIGEST_VALUES: a digest for each bank.</summary>
    public (TpmAlgorithm Bank, byte[] Digest)[] Digests()
    {
        uint count = UInt32();
        if (count > MaxBanks)
        {
            throw Refuse(TpmRc.Size);
        }

        (TpmAlgorithm Bank, byte[] Digest)[] digests = new (TpmAlgorithm, byte[])[count];
        for (int i = 0; i < digests.Length; i++)
        {
            TpmAlgorithm bank = Hash();
            digests[i] = (bank, Bytes(DigestSize(bank)).ToArray());
        }

        return digests;
    }

    /// <summary>Refuses what is left over.</summary>
    public void End()
    {
        if (Remaining != 0)
        {
            throw new TpmRefusal(TpmRc.Size);
        }
    }

    private static int DigestSize(TpmAlgorithm hash) => hash switch
    {
        TpmAlgorithm.Sha1 => 20,
        TpmAlgorithm.Sha256 => 32,
        TpmAlgorithm.Sha384 => 48,
        TpmAlgorithm.Sha512 => 64,
        _ => 0,
    };

    private void Begin(Func<uint, int, TpmRefusal> place, int number)
    {
        _place = place;
        _number = number;
    }
}
