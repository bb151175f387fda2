using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Enviro.Simulator;

/// <summary>Everything that happened, in order: hashed always, told to a reader where there is one.</summary>
/// <param name="teller">Takes each happening as (time in Unix ms, who, what); null where nobody reads.</param>
public sealed class SimulationTrace(Action<long, string, string>? teller = null) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Notes something that happened.</summary>
    /// <param name="atMs">Virtual time, Unix ms.</param>
    /// <param name="who">A node's URN, <c>gateway</c>, <c>network</c>, <c>operator</c>.</param>
    /// <param name="what">What happened; names numbers and hashes by which a reader finds a message again.</param>
    public void Note(long atMs, string who, string what)
    {
        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(time, atMs);
        _hash.AppendData(time);
        _hash.AppendData(Encoding.UTF8.GetBytes(who));
        _hash.AppendData([0]);
        _hash.AppendData(Encoding.UTF8.GetBytes(what));
        _hash.AppendData([0]);
        teller?.Invoke(atMs, who, what);
    }

    /// <summary>SHA-256 of everything noted so far, 64 hexadecimal digits.</summary>
    public string Hash() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
