using System.Security.Cryptography;

namespace Enviro.Tpm;

/// <summary>Encrypts the first parameter of a command or response with AES-128-CFB (TPM 2.0 Part 1, 21.3).</summary>
internal static class ParameterCipher
{
    /// <summary>Bits of the AES key.</summary>
    public const int KeyBits = 128;

    private const int KeySize = KeyBits / 8;
    private const int BlockSize = 16;

    /// <summary>Encrypts; as many bytes come out as go in.</summary>
    /// <param name="sessionValue">The session's key.</param>
    /// <param name="nonceNewer">The nonce of whoever sends.</param>
    /// <param name="nonceOlder">The nonce of whoever receives.</param>
    /// <param name="parameter">The parameter without its size.</param>
    public static byte[] Encrypt(
        ReadOnlySpan<byte> sessionValue, ReadOnlySpan<byte> nonceNewer, ReadOnlySpan<byte> nonceOlder, ReadOnlySpan<byte> parameter) =>
        Transform(sessionValue, nonceNewer, nonceOlder, parameter, static (aes, blocks, iv) => aes.EncryptCfb(blocks, iv, PaddingMode.None, BlockSize * 8));

    /// <summary>Decrypts; the inverse of <see cref="Encrypt"/>.</summary>
    /// <param name="sessionValue">The session's key.</param>
    /// <param name="nonceNewer">The nonce of whoever sent.</param>
    /// <param name="nonceOlder">The nonce of whoever receives.</param>
    /// <param name="parameter">The parameter without its size.</param>
    public static byte[] Decrypt(
        ReadOnlySpan<byte> sessionValue, ReadOnlySpan<byte> nonceNewer, ReadOnlySpan<byte> nonceOlder, ReadOnlySpan<byte> parameter) =>
        Transform(sessionValue, nonceNewer, nonceOlder, parameter, static (aes, blocks, iv) => aes.DecryptCfb(blocks, iv, PaddingMode.None, BlockSize * 8));

    // .NET takes whole blocks only. In CFB no byte depends on those behind it, so a last block filled up and cut off again is the same.
    private static byte[] Transform(
        ReadOnlySpan<byte> sessionValue,
        ReadOnlySpan<byte> nonceNewer,
        ReadOnlySpan<byte> nonceOlder,
        ReadOnlySpan<byte> parameter,
        Func<Aes, byte[], byte[], byte[]> transform)
    {
        byte[] keyAndIv = TpmKdf.KdfA(sessionValue, "CFB"u8, nonceNewer, nonceOlder, KeySize + BlockSize);
        byte[] blocks = new byte[(parameter.Length + BlockSize - 1) / BlockSize * BlockSize];
        parameter.CopyTo(blocks);
        using Aes aes = Aes.Create();
        aes.Key = keyAndIv[..KeySize];
        byte[] transformed = transform(aes, blocks, keyAndIv[KeySize..]);
        byte[] result = transformed[..parameter.Length];
        CryptographicOperations.ZeroMemory(keyAndIv);
        CryptographicOperations.ZeroMemory(blocks);
        CryptographicOperations.ZeroMemory(transformed);
        return result;
    }
}
