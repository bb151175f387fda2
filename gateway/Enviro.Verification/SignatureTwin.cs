using System.Numerics;
using System.Security.Cryptography;
using Enviro.Wire;

namespace Enviro.Verification;

/// <summary>
/// The other signature of a message: with (r, s) every ECDSA key has also signed (r, n − s) (FIPS 186-5 §6.4), and anybody on the way can turn one
/// into the other. The content is the same and no less the node's, so the twin of a message counts as that message: else whoever delivers
/// it first would make the node's own copy look like a contradiction.
/// </summary>
internal static class SignatureTwin
{
    private const int ScalarLength = 32;

    // Order of P-256's base point (SP 800-186 §3.2.1.3).
    private static readonly BigInteger Order = BigInteger.Parse(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>SHA-256 of the same message with the other signature.</summary>
    internal static byte[] HashOf(CoseSign1 envelope)
    {
        byte[] twin = (byte[])envelope.Message.Clone();
        Span<byte> s = twin.AsSpan(envelope.SignatureOffset + ScalarLength, ScalarLength);
        BigInteger other = Order - new BigInteger(s, isUnsigned: true, isBigEndian: true);

        // Only verified messages come here, whose s lies between 1 and n - 1; so does the other.
        s.Clear();
        other.TryWriteBytes(s[(ScalarLength - other.GetByteCount(isUnsigned: true))..], out _, isUnsigned: true, isBigEndian: true);
        return SHA256.HashData(twin);
    }
}
