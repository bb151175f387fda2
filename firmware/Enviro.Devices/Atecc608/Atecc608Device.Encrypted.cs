using System;
using Enviro.Wire;

namespace Enviro.Devices.Atecc608;

// PrivWrite, and Read and Write of encrypted slots (DS20005927, Security Commands): the session key is TempKey after a random Nonce and
// GenDig with a key the host knows too.
public sealed partial class Atecc608Device
{
    private const int PrivateKeyLength = 32;
    private const int PrivateKeyPadding = 4;

    /// <summary>
    /// Writes a 32-byte P-256 private key to <paramref name="slot"/> in the clear, which the chip allows until the data zone is locked. For
    /// test vectors; an identity is created in the chip.
    /// </summary>
    public bool TryPrivWrite(int slot, byte[] privateKey)
    {
        RequireSlot(slot);
        RequireLength(privateKey, 0, PrivateKeyLength);
        byte[] content = new byte[PrivateKeyPadding + PrivateKeyLength + DigestLength];
        Array.Copy(privateKey, 0, content, PrivateKeyPadding, PrivateKeyLength);
        _link.Begin(Opcode.PrivWrite, CommandMode.PrivWriteClear, slot);
        _link.Append(content, 0, content.Length);
        bool done = Done(_link.Execute(1));
        Array.Clear(content, 0, content.Length);
        return done;
    }

    /// <summary>
    /// Writes a 32-byte P-256 private key to <paramref name="slot"/>, encrypted by <paramref name="writeKey"/>, the 32 bytes in slot
    /// <paramref name="writeKeySlot"/>, which must be the slot's WriteKey. <paramref name="numIn"/> is 20 fresh bytes of the host's. A
    /// transient fault starts all of it again.
    /// </summary>
    public bool TryPrivWriteEncrypted(int slot, byte[] privateKey, int writeKeySlot, byte[] writeKey, byte[] numIn)
    {
        RequireSlot(slot);
        RequireLength(privateKey, 0, PrivateKeyLength);
        byte[] plain = new byte[PrivateKeyPadding + PrivateKeyLength];
        Array.Copy(privateKey, 0, plain, PrivateKeyPadding, PrivateKeyLength);
        bool done = TrySendEncrypted(Opcode.PrivWrite, CommandMode.PrivWriteEncrypted, slot, plain, writeKeySlot, writeKey, numIn);
        Array.Clear(plain, 0, plain.Length);
        return done;
    }

    /// <summary>
    /// Writes 32 bytes to block <paramref name="block"/> of <paramref name="slot"/>, encrypted by <paramref name="writeKey"/>, the 32 bytes in
    /// slot <paramref name="writeKeySlot"/>, which must be the slot's WriteKey. A transient fault starts all of it again.
    /// </summary>
    public bool TryWriteEncrypted(int slot, int block, byte[] content, int writeKeySlot, byte[] writeKey, byte[] numIn)
    {
        RequireSlot(slot);
        RequireLength(content, 0, BlockLength);
        byte[] plain = new byte[BlockLength];
        Array.Copy(content, 0, plain, 0, BlockLength);
        byte zone = Zone.Slots | Zone.ThirtyTwoBytes | CommandMode.ZoneEncrypted;
        return TrySendEncrypted(Opcode.Write, zone, Zone.SlotAddress(slot, block * BlockLength), plain, writeKeySlot, writeKey, numIn);
    }

    /// <summary>
    /// Reads the 32 bytes of block <paramref name="block"/> of <paramref name="slot"/>, encrypted on the bus by <paramref name="readKey"/>, the
    /// 32 bytes in slot <paramref name="readKeySlot"/>, which must be the slot's ReadKey. The transfer has no MAC: a wrong key gives wrong
    /// bytes. A transient fault starts all of it again.
    /// </summary>
    public bool TryReadEncrypted(int slot, int block, byte[] content, int readKeySlot, byte[] readKey, byte[] numIn)
    {
        RequireSlot(slot);
        RequireLength(content, 0, BlockLength);
        RequireSession(readKeySlot, readKey, numIn);
        Atecc608Status status = Atecc608Status.NoAnswer;
        for (int attempt = 0; attempt < SequenceAttempts; attempt++)
        {
            status = BeginSession(readKeySlot, readKey, numIn, out EncryptedSession? session);
            if (session != null)
            {
                _link.Begin(Opcode.Read, Zone.Slots | Zone.ThirtyTwoBytes, Zone.SlotAddress(slot, block * BlockLength));
                status = _link.ExecuteLoaded(BlockLength);
                if (status == Atecc608Status.Ok)
                {
                    _link.CopyResponse(0, content, 0, BlockLength);
                    session.Apply(content, BlockLength);
                }
            }

            if (!Atecc608Link.IsTransient(status))
            {
                break;
            }
        }

        return Done(status);
    }

    private static void RequireSession(int keySlot, byte[] key, byte[] numIn)
    {
        RequireSlot(keySlot);
        RequireLength(key, 0, DigestLength);
        RequireLength(numIn, 0, NumInLength);
    }

    private bool TrySendEncrypted(byte opcode, byte mode, int param2, byte[] plain, int keySlot, byte[] key, byte[] numIn)
    {
        RequireSession(keySlot, key, numIn);
        byte[] content = new byte[plain.Length];
        Atecc608Status status = Atecc608Status.NoAnswer;
        for (int attempt = 0; attempt < SequenceAttempts; attempt++)
        {
            status = BeginSession(keySlot, key, numIn, out EncryptedSession? session);
            if (session != null)
            {
                byte[] mac = session.Mac(opcode, mode, param2, plain);
                Array.Copy(plain, 0, content, 0, plain.Length);
                session.Apply(content, content.Length);
                _link.Begin(opcode, mode, param2);
                _link.Append(content, 0, content.Length);
                _link.Append(mac, 0, mac.Length);
                status = _link.ExecuteLoaded(1);
            }

            if (!Atecc608Link.IsTransient(status))
            {
                break;
            }
        }

        return Done(status);
    }

    private Atecc608Status BeginSession(int keySlot, byte[] key, byte[] numIn, out EncryptedSession? session)
    {
        session = null;
        byte[] serialNumber = new byte[ConfigurationZone.SerialNumberLength];
        if (!TryReadSerialNumber(serialNumber))
        {
            return _lastStatus;
        }

        byte[] random = new byte[DigestLength];
        Atecc608Status status = NonceRandom(numIn, random);
        if (status == Atecc608Status.Ok)
        {
            status = GenDig(CommandMode.GenDigSlot, keySlot);
        }

        if (status == Atecc608Status.Ok)
        {
            byte[] tempKey = Atecc608Digests.NonceTempKey(random, numIn, CommandMode.NonceRandom);
            session = new EncryptedSession(tempKey, keySlot, key, serialNumber);
        }

        return status;
    }
}
