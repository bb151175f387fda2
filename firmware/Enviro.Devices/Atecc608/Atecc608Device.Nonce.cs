namespace Enviro.Devices.Atecc608;

// Nonce (DS20005927, Security Commands; targets beside TempKey: DS40002239).
public sealed partial class Atecc608Device
{
    private const int NumInLength = 20;

    /// <summary>
    /// Sets TempKey to SHA-256(random ‖ <paramref name="numIn"/> ‖ opcode ‖ mode ‖ 00), source random. <paramref name="numIn"/> is 20
    /// bytes of the host's; <paramref name="random"/> receives the chip's 32.
    /// </summary>
    public bool TryNonceRandom(byte[] numIn, byte[] random)
    {
        RequireLength(numIn, 0, NumInLength);
        RequireLength(random, 0, 32);
        return Done(NonceRandom(numIn, random));
    }

    /// <summary>Sets TempKey to 32 or 64 bytes of the host's, source fixed.</summary>
    public bool TryLoadTempKey(byte[] value)
    {
        return TryLoad(0, value);
    }

    /// <summary>Sets the message digest buffer to 32 or 64 bytes.</summary>
    public bool TryLoadMessageDigestBuffer(byte[] value)
    {
        return TryLoad(CommandMode.NonceTargetMessageDigestBuffer, value);
    }

    /// <summary>Sets the alternate key buffer to 32 bytes.</summary>
    public bool TryLoadAlternateKeyBuffer(byte[] value)
    {
        return TryLoad(CommandMode.NonceTargetAlternateKeyBuffer, value);
    }

    private Atecc608Status NonceRandom(byte[] numIn, byte[] random)
    {
        _link.Begin(Opcode.Nonce, CommandMode.NonceRandom, 0);
        _link.Append(numIn, 0, NumInLength);
        Atecc608Status status = _link.Execute(32);
        if (status == Atecc608Status.Ok)
        {
            _link.CopyResponse(0, random, 0, 32);
        }

        return status;
    }

    private bool TryLoad(byte target, byte[] value)
    {
        int count = value.Length == 64 && target != CommandMode.NonceTargetAlternateKeyBuffer ? 64 : 32;
        RequireLength(value, 0, count);
        byte mode = (byte)(CommandMode.NonceFixed | target | (count == 64 ? CommandMode.NonceInput64 : 0));
        _link.Begin(Opcode.Nonce, mode, 0);
        _link.Append(value, 0, count);
        return Done(_link.Execute(1));
    }
}
