using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Enviro.Wire;

namespace Enviro.Ledger.Registers;

/// <summary>The genesis charter: names the chain and its operator, who signs it.</summary>
/// <remarks><code>
/// #6.18([ bstr .cbor { 1 => -7, 3 => "application/vnd.enviro.charter+cbor", 4 => thumbprint of the operator's key }, {}, bstr .cbor {
///   1 => tstr,           ; name, 1 to 64 bytes
///   2 => bstr .cbor COSE_Key, ; the operator's key
///   3 => uint            ; created at, Unix ms
/// }, bstr .size 64 ])
/// </code></remarks>
public sealed class Charter
{
    /// <summary>Content type in the protected header.</summary>
    public const string ContentType = "application/vnd.enviro.charter+cbor";

    /// <summary>Longest name in bytes of UTF-8.</summary>
    public const int MaxNameLength = 64;

    /// <summary>Largest message in bytes.</summary>
    public const int MaxLength = 384;

    private Charter(byte[] message, SignedMessage signed, string name, Es256Key operatorKey, long createdAtMs)
    {
        ChainId = SHA256.HashData(message);
        Signed = signed;
        Name = name;
        OperatorKey = operatorKey;
        CreatedAtMs = createdAtMs;
    }

    /// <summary>SHA-256 of the charter's message: the identity of the chain, 32 bytes.</summary>
    public byte[] ChainId { get; }

    /// <summary>Name of the chain.</summary>
    public string Name { get; }

    /// <summary>The operator's key.</summary>
    public Es256Key OperatorKey { get; }

    /// <summary>When it was created, Unix ms.</summary>
    public long CreatedAtMs { get; }

    internal SignedMessage Signed { get; }

    /// <summary>Makes a charter's message. A member outside its limits is refused with <see cref="ArgumentException"/>.</summary>
    public static byte[] Sign(ISigningKey operatorKey, string name, long createdAtMs) =>
        SignedMessage.Sign(operatorKey, ContentType, EncodePayload(name, operatorKey.PublicKey, createdAtMs));

    /// <summary>
    /// Parses a charter's message; false when the operator's key is no point of P-256, and <see cref="WireFormatException"/> for anything else that
    /// is no charter. Does not verify the signature.
    /// </summary>
    public static bool TryParse(byte[] message, [NotNullWhen(true)] out Charter? charter)
    {
        SignedMessage signed = SignedMessage.Parse(message, ContentType, MaxLength);
        CborReader reader = new(signed.Payload);
        reader.ReadMapStart(3);
        reader.ReadLabel(1);
        string name = RegisterText.Read(reader, MaxNameLength);
        reader.ReadLabel(2);
        byte[] publicKey = CoseKey.Decode(reader.ReadByteString());
        reader.ReadLabel(3);
        long createdAtMs = (long)reader.ReadUnsigned(long.MaxValue);
        charter = Es256Key.TryCreate(publicKey, out Es256Key? key) ? new Charter(message, signed, name, key, createdAtMs) : null;
        return charter is not null;
    }

    /// <summary>The verdict on who signed a transaction: it must be the operator, and the transaction made for this chain.</summary>
    internal RegisterResult Authorise(SignedMessage signed, byte[] chainId) =>
        !signed.KeyId.AsSpan().SequenceEqual(OperatorKey.Thumbprint) ? RegisterResult.NotAuthorised
        : !signed.IsSignedBy(OperatorKey) ? RegisterResult.BadSignature
        : !chainId.AsSpan().SequenceEqual(ChainId) ? RegisterResult.WrongChain
        : RegisterResult.Accepted;

    /// <summary>The verdict on who signed a transaction, where there may be no charter yet.</summary>
    internal static RegisterResult Authorise(LedgerState state, SignedMessage signed, byte[] chainId) =>
        state.Charter is { } charter ? charter.Authorise(signed, chainId) : RegisterResult.MissingCharter;

    internal static byte[] EncodePayload(string name, byte[] publicKey, long createdAtMs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(createdAtMs);
        CborWriter writer = new(MaxLength);
        writer.WriteMapStart(3);
        writer.WriteInteger(1);
        RegisterText.Write(writer, name, MaxNameLength);
        writer.WriteInteger(2);
        writer.WriteByteString(CoseKey.Encode(publicKey));
        writer.WriteInteger(3);
        writer.WriteInteger(createdAtMs);
        return writer.ToArray();
    }
}
