using System;
using Enviro.Wire;

namespace Enviro.Devices.Atecc608;

/// <summary>
/// The host's side of an encrypted transfer (ATECC508A DS20005927: GenDig, Read, Write, PrivWrite): TempKey after GenDig with a key both sides
/// know is the keystream and, hashed with command and plain bytes, the MAC.
/// </summary>
internal sealed class EncryptedSession
{
    private const int CommandOffset = 32;
    private const int MessageLength = 96;

    private readonly byte[] _sessionKey;
    private readonly byte[] _serialNumber;

    internal EncryptedSession(byte[] tempKey, int keySlot, byte[] key, byte[] serialNumber)
    {
        _serialNumber = serialNumber;
        byte[] message = Message(Opcode.GenDig, CommandMode.GenDigSlot, keySlot);
        Array.Copy(key, 0, message, 0, CommandOffset);
        Array.Copy(tempKey, 0, message, MessageLength - CommandOffset, CommandOffset);
        _sessionKey = Sha256.HashData(message);
    }

    /// <summary>
    /// Encrypts or decrypts the first <paramref name="count"/> bytes in place. A private key's 36 bytes reach beyond the session key: its
    /// SHA-256 goes on.
    /// </summary>
    internal void Apply(byte[] content, int count)
    {
        byte[] further = Sha256.HashData(_sessionKey);
        for (int i = 0; i < count; i++)
        {
            content[i] ^= i < _sessionKey.Length ? _sessionKey[i] : further[i - _sessionKey.Length];
        }
    }

    /// <summary>The MAC that proves an encrypted write; the plain bytes end its 96-byte message.</summary>
    internal byte[] Mac(byte opcode, byte mode, int param2, byte[] plain)
    {
        byte[] message = Message(opcode, mode, param2);
        Array.Copy(_sessionKey, 0, message, 0, CommandOffset);
        Array.Copy(plain, 0, message, MessageLength - plain.Length, plain.Length);
        return Sha256.HashData(message);
    }

    private byte[] Message(byte opcode, byte mode, int param2)
    {
        byte[] message = new byte[MessageLength];
        message[CommandOffset] = opcode;
        message[CommandOffset + 1] = mode;
        message[CommandOffset + 2] = (byte)(param2 & 0xFF);
        message[CommandOffset + 3] = (byte)((param2 >> 8) & 0xFF);
        message[CommandOffset + 4] = _serialNumber[8];
        message[CommandOffset + 5] = _serialNumber[0];
        message[CommandOffset + 6] = _serialNumber[1];
        return message;
    }
}
