namespace Enviro.Tpm;

/// <summary>
/// Authorises the use of one handle of a command: one TPMS_AUTH_COMMAND, and the check of its answer (TPM 2.0 Part 1, 19).
/// A session sees the command's code and parameters, because an HMAC covers them.
/// </summary>
public abstract class TpmAuthorization
{
    /// <summary>The authorisation of a handle without a password, as owner and keys have it unless set otherwise.</summary>
    public static TpmAuthorization Empty { get; } = new PasswordAuthorization([]);

    /// <summary>Authorises by a password. It crosses the bus in the clear.</summary>
    /// <param name="value">The authorisation value, at most 64 bytes.</param>
    /// <returns>The authorisation.</returns>
    public static TpmAuthorization Password(ReadOnlySpan<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, PasswordAuthorization.MaxSize, nameof(value));
        return new PasswordAuthorization(value.ToArray());
    }

    /// <summary>Encrypts the first parameter, where this authorisation does that; comes before every <see cref="Write"/>.</summary>
    internal virtual ReadOnlySpan<byte> Conceal(ReadOnlySpan<byte> parameters) => parameters;

    /// <summary>Decrypts the first parameter of a response whose <see cref="Check"/> has passed.</summary>
    internal virtual byte[] Reveal(byte[] responseParameters) => responseParameters;

    /// <summary>Writes the TPMS_AUTH_COMMAND. The parameters are those that are sent, encrypted or not.</summary>
    internal abstract void Write(TpmWriter writer, TpmCommandCode command, ReadOnlySpan<byte> parameters);

    /// <summary>Reads and checks the TPMS_AUTH_RESPONSE.</summary>
    internal abstract void Check(ref TpmReader reader, TpmCommandCode command, ReadOnlySpan<byte> responseParameters);

    private sealed class PasswordAuthorization(byte[] value) : TpmAuthorization
    {
        public const int MaxSize = 64;
        private const byte ContinueSession = 1;

        internal override void Write(TpmWriter writer, TpmCommandCode command, ReadOnlySpan<byte> parameters)
        {
            writer.UInt32(TpmHandles.PasswordSession);
            writer.Sized([]);
            writer.UInt8(ContinueSession);
            writer.Sized(value);
        }

        internal override void Check(ref TpmReader reader, TpmCommandCode command, ReadOnlySpan<byte> responseParameters)
        {
            reader.Sized(maxSize: 0);
            TpmReader.Expect("attributes of the password session", ContinueSession, reader.UInt8());
            reader.Sized(maxSize: 0);
        }
    }
}
