namespace Enviro.Tpm;

public sealed partial class TpmDevice
{
    // The largest digest: a TPM gives at most this in one response and may give less.
    private const int MaxRandom = 64;

    /// <summary>TPM2_GetRandom (Part 3, 16.1), as often as it takes.</summary>
    /// <param name="count">Bytes wanted.</param>
    /// <returns>That many random bytes.</returns>
    public byte[] GetRandom(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        byte[] random = new byte[count];
        for (int filled = 0; filled < count;)
        {
            int wanted = Math.Min(count - filled, MaxRandom);
            TpmWriter parameters = new();
            parameters.UInt16(wanted);
            TpmReader reader = new(Execute(TpmCommandCode.GetRandom, [], [], parameters.Written).Parameters);
            ReadOnlySpan<byte> bytes = reader.Sized(wanted);
            reader.End();
            if (bytes.IsEmpty)
            {
                throw new TpmProtocolException("no random bytes");
            }

            bytes.CopyTo(random.AsSpan(filled));
            filled += bytes.Length;
        }

        return random;
    }
}
