using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Enviro.Tpm;

namespace Enviro.Simulator;

/// <summary>A P-256 key in the simulated TPM: a primary object of a hierarchy.</summary>
internal sealed class TpmObject
{
    private readonly byte[] _privateKey;

    private TpmObject(uint hierarchy, TpmTemplate template, byte[] privateKey, byte[] authorization)
    {
        _privateKey = privateKey;
        Hierarchy = hierarchy;
        Template = template;
        Authorization = authorization;
        byte[] point = P256.PublicKey(privateKey);
        PublicArea = template.Encode(point.AsSpan(0, P256.ScalarLength), point.AsSpan(P256.ScalarLength));
        Name = NameOf(PublicArea);
        byte[] parent = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(parent, hierarchy);
        QualifiedName = NameOf([.. parent, .. Name]);
    }

    /// <summary>The hierarchy's handle.</summary>
    public uint Hierarchy { get; }

    public TpmTemplate Template { get; }

    /// <summary>The authorisation value without zeros at its end.</summary>
    public byte[] Authorization { get; }

    /// <summary>TPMT_PUBLIC.</summary>
    public byte[] PublicArea { get; }

    public byte[] Name { get; }

    public byte[] QualifiedName { get; }

    /// <summary>
    /// The primary object that follows from a hierarchy's seed and a template, its unique field included: the same for as long as the seed is
    /// (TPM 2.0 Part 1, 14.3).
    /// </summary>
    public static TpmObject Primary(uint hierarchy, ReadOnlySpan<byte> seed, TpmTemplate template, byte[] authorization)
    {
        byte[] whole = template.Encode(template.UniqueX, template.UniqueY);
        byte[] scalar;
        byte attempt = 0;
        do
        {
            scalar = HMACSHA256.HashData(seed, [.. Encoding.ASCII.GetBytes("primary"), attempt++, .. whole]);
        }
        while (!P256.IsPrivateKey(scalar));
        return new TpmObject(hierarchy, template, scalar, authorization);
    }

    /// <summary>A Name: the hash algorithm and the digest (Part 1, 16).</summary>
    public static byte[] NameOf(ReadOnlySpan<byte> area)
    {
        byte[] name = new byte[sizeof(ushort) + SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt16BigEndian(name, (ushort)TpmAlgorithm.Sha256);
        SHA256.HashData(area, name.AsSpan(sizeof(ushort)));
        return name;
    }

    /// <summary>Signs a SHA-256 digest: r || s.</summary>
    public byte[] Sign(ReadOnlySpan<byte> digest) => P256.SignFast(_privateKey, digest);
}
