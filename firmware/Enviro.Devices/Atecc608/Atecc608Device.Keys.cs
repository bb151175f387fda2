namespace Enviro.Devices.Atecc608;

// GenKey, Sign and Verify on P-256 (DS20005927, Security Commands).
public sealed partial class Atecc608Device
{
    private const int KeyTypeP256 = 4;

    /// <summary>
    /// Creates a random private key in <paramref name="slot"/> and gives its public key, 64 bytes X‖Y. When the answer is lost the
    /// command is repeated: the key in the slot is the one whose public key is returned.
    /// </summary>
    public bool TryGenerateKey(int slot, byte[] publicKey)
    {
        return TryGenKey(CommandMode.GenKeyPrivate, slot, publicKey);
    }

    /// <summary>Computes the public key, 64 bytes X‖Y, of the private key in <paramref name="slot"/>.</summary>
    public bool TryReadPublicKey(int slot, byte[] publicKey)
    {
        return TryGenKey(CommandMode.GenKeyPublic, slot, publicKey);
    }

    /// <summary>
    /// As <see cref="TryReadPublicKey"/>, and sets TempKey to the digest of TempKey, the command and the public key. TempKey must be
    /// loaded in the same session; after a transient status load it anew.
    /// </summary>
    public bool TryDigestPublicKey(int slot, byte[] publicKey)
    {
        RequireSlot(slot);
        RequireLength(publicKey, 0, KeyLength);
        return Done(GenKeyLoaded(CommandMode.GenKeyDigest, slot, publicKey));
    }

    /// <summary>
    /// Sets TempKey to the digest of TempKey, the 3 bytes <paramref name="otherContent"/> and the public key stored in
    /// <paramref name="slot"/>. TempKey must be loaded in the same session; after a transient status load it anew.
    /// </summary>
    public bool TryDigestStoredPublicKey(int slot, byte[] otherContent)
    {
        RequireSlot(slot);
        RequireLength(otherContent, 0, 3);
        _link.Begin(Opcode.GenKey, CommandMode.GenKeyDigestStored, slot);
        _link.Append(otherContent, 0, 3);
        return Done(_link.ExecuteLoaded(1));
    }

    /// <summary>Signs a 32-byte digest with the private key in <paramref name="slot"/>; 64 bytes r‖s.</summary>
    public bool TrySign(int slot, byte[] digest, byte[] signature)
    {
        RequireSlot(slot);
        RequireLength(digest, 0, DigestLength);
        RequireLength(signature, 0, KeyLength);
        Atecc608Status status = Atecc608Status.NoAnswer;
        for (int attempt = 0; attempt < SequenceAttempts; attempt++)
        {
            status = LoadDigest(digest);
            if (status == Atecc608Status.Ok)
            {
                _link.Begin(Opcode.Sign, CommandMode.SignExternal | CommandMode.SourceMessageDigestBuffer, slot);
                status = _link.ExecuteLoaded(KeyLength);
            }

            if (!Atecc608Link.IsTransient(status))
            {
                break;
            }
        }

        if (!Done(status))
        {
            return false;
        }

        _link.CopyResponse(0, signature, 0, KeyLength);
        return true;
    }

    /// <summary>
    /// Checks a signature r‖s of a 32-byte digest by a public key X‖Y. False when the chip could not tell; <paramref name="valid"/>
    /// when it could and the signature matches.
    /// </summary>
    public bool TryVerify(byte[] digest, byte[] signature, byte[] publicKey, out bool valid)
    {
        RequireLength(publicKey, 0, KeyLength);
        return TryVerify(CommandMode.VerifyExternal, KeyTypeP256, digest, signature, publicKey, out valid);
    }

    /// <summary>
    /// As <see cref="TryVerify(byte[], byte[], byte[], out bool)"/>, by the public key stored in <paramref name="slot"/>.
    /// </summary>
    public bool TryVerifyStored(int slot, byte[] digest, byte[] signature, out bool valid)
    {
        RequireSlot(slot);
        return TryVerify(CommandMode.VerifyStored, slot, digest, signature, null, out valid);
    }

    private bool TryGenKey(byte mode, int slot, byte[] publicKey)
    {
        RequireSlot(slot);
        RequireLength(publicKey, 0, KeyLength);
        _link.Begin(Opcode.GenKey, mode, slot);
        if (!Done(_link.Execute(KeyLength)))
        {
            return false;
        }

        _link.CopyResponse(0, publicKey, 0, KeyLength);
        return true;
    }

    private Atecc608Status GenKeyLoaded(byte mode, int slot, byte[] publicKey)
    {
        _link.Begin(Opcode.GenKey, mode, slot);
        Atecc608Status status = _link.ExecuteLoaded(KeyLength);
        if (status == Atecc608Status.Ok)
        {
            _link.CopyResponse(0, publicKey, 0, KeyLength);
        }

        return status;
    }

    private bool TryVerify(byte mode, int param2, byte[] digest, byte[] signature, byte[]? publicKey, out bool valid)
    {
        RequireLength(digest, 0, DigestLength);
        RequireLength(signature, 0, KeyLength);
        Atecc608Status status = Atecc608Status.NoAnswer;
        for (int attempt = 0; attempt < SequenceAttempts; attempt++)
        {
            status = LoadDigest(digest);
            if (status == Atecc608Status.Ok)
            {
                _link.Begin(Opcode.Verify, (byte)(mode | CommandMode.SourceMessageDigestBuffer), param2);
                _link.Append(signature, 0, KeyLength);
                if (publicKey != null)
                {
                    _link.Append(publicKey, 0, KeyLength);
                }

                status = _link.ExecuteLoaded(1);
            }

            if (!Atecc608Link.IsTransient(status))
            {
                break;
            }
        }

        return Decided(status, out valid);
    }

    // The message digest buffer and not TempKey: a slot may ask for a random nonce in TempKey besides (KeyConfig.ReqRandom).
    private Atecc608Status LoadDigest(byte[] digest)
    {
        _link.Begin(Opcode.Nonce, CommandMode.NonceFixed | CommandMode.NonceTargetMessageDigestBuffer, 0);
        _link.Append(digest, 0, DigestLength);
        return _link.Execute(1);
    }
}
