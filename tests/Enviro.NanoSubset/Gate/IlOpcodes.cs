using System.Reflection.Emit;

namespace Enviro.NanoSubset;

/// <summary>The instructions of a method's body: which stand where, and which of them the device cannot execute.</summary>
internal static class IlOpcodes
{
    private static readonly Dictionary<short, OpCode> s_all = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    private static readonly HashSet<string> s_refused =
        ["localloc", "calli", "cpblk", "initblk", "arglist", "jmp", "ckfinite", "mkrefany", "refanyval", "refanytype", "readonly."];

    /// <summary>Whether the device cannot execute the instruction; what it does there ranges from nothing to a crash.</summary>
    public static bool IsRefused(OpCode code)
    {
        // `new int[aLong]` and an index of type long emit conv.ovf.i, which works.
        return s_refused.Contains(code.Name!) || (code.Name!.Contains(".ovf", StringComparison.Ordinal) && code.Name != "conv.ovf.i");
    }

    /// <summary>Each instruction with its offset, and the metadata token it carries, 0 if none.</summary>
    public static IEnumerable<(int Offset, OpCode Code, int Token)> In(byte[] body)
    {
        for (int at = 0; at < body.Length;)
        {
            int offset = at;
            short value = body[at++];
            if (value == 0xFE)
            {
                value = (short)(0xFE00 | body[at++]);
            }

            OpCode code = s_all[value];
            int token = code.OperandType is OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineField or OperandType.InlineTok
                ? BitConverter.ToInt32(body, at)
                : 0;
            at += OperandSize(code.OperandType, body, at);
            yield return (offset, code, token);
        }
    }

    private static int OperandSize(OperandType type, byte[] body, int at) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(body, at)),
        _ => 4,
    };
}
