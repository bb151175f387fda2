namespace Enviro.NanoSubset;

/// <summary>What runs on the device must pass: a gate that cries wolf is switched off.</summary>
public class WorkingConstructsTests
{
    public static TheoryData<string> Declarations =>
    [
        "class C { byte[][] Jagged = new byte[2][]; int[][] Rows = { new[] { 1 }, new[] { 2, 3 } }; }",
        "delegate int Measure(int x); class C { event Measure? Done; int Raise() { return Done == null ? 0 : Done(1); } }",
        "delegate void Ready(int x); class C { event Ready? Done; void Raise() { Done?.Invoke(1); } }",
        "interface I { int One(); int Two { get; } event EventHandler Raised; static int Three() { return 3; } }",
        "static class E { extension(string s) { public int Twice => 2 * s.Length; } public static int Thrice(this string s) { return 3; } }",
        "class C { public int Value { get => field; set { field = value; } } public int Once { get; init; } }",
        "class C(int start) { public int Next() { return start + 1; } }",
        "unsafe class C { void M() { int x = 1; int* p = &x; *p = 2; } }",
        "class C { ref int First(int[] a) { return ref a[0]; } void M(int[] a) { ref int x = ref First(a); x = 3; } }",
        "class C { public static C operator +(C a, C b) { return a; } public static explicit operator int(C a) { return 1; } }",
        "class C { ~C() { } string? name; public override string ToString() { return name ?? \"\"; } }",
        "[Flags] enum E : byte { A = 1, B = 2 } class C { bool Has(E e) { return e.HasFlag(E.B) && e.Equals(E.B) && (e & E.A) == E.A; } }",
        "readonly struct S(int x) { public readonly int X = x; public int Twice() { return 2 * X; } }",
        "class C : IDisposable { public void Dispose() { } void M() { using var c = new C(); using (new C()) { } } }",
        "abstract class A { public abstract int One(); } sealed class B : A { public override int One() { return 1; } }",
        "partial class C { partial void M(); } partial class C { partial void M() { } }",
        "file static class F { internal const long Big = 1L << 40; internal static readonly byte[] Bytes = { 1, 2, 3 }; }",
        "static class C { [Conditional(\"DEBUG\")] static void Log(string s) { Debug.WriteLine(s); } static void M() { Log(\"x\"); } }",
    ];

    public static TheoryData<string> Statements =>
    [
        "byte[] a = [1, 2, 3]; int[] b = []; a[0] = bytes[count]; Array.Copy(a, 0, bytes, 0, 3); Array.Clear(bytes, 0, bytes.Length);",
        "long n = count; var a = new int[n]; a[n - 1] = 2; var copy = (byte[])bytes.Clone();",
        "var list = new ArrayList { 1, \"two\" }; foreach (object o in list) { any = o; } int first = (int)list[0]!;",
        "var queue = new Queue(); queue.Enqueue(bytes); any = queue.Dequeue();",
        "table[\"a\"] = 1; table[1] = 2; table[2L] = 3; table[mode] = 4; table['c'] = 5; table[true] = 6; table[1.5] = 7; table[any] = 8; table[new Plain()] = 9;",
        "table.Add(mode, 1); bool b = table.Contains(mode); table.Remove((byte)1);",
        "var b = new StringBuilder(); b.Append(1).Append('c').Append((int)mode); b.Replace(\"a\", \"b\"); text = b.ToString();",
        "text = $\"{count} of {count:X2} {text,5}\" + 1 + 'c' + 2.5 + (int)mode; text += count;",
        "text = mode switch { Mode.Off => \"off\", _ => \"on\" }; switch (mode) { case Mode.On: break; }",
        "bool b = mode == Mode.On && mode is Mode.On or Mode.Off && any is Mode m && m == mode; int h = mode.GetHashCode(); any = mode.GetType();",
        "if (any is Plain { Value: > 1 and < 3 } p) { count = p.Value; } if (any is not string) { return; }",
        "ThreadStart f = () => count++; f(); int Twice(int x) { return 2 * x; } count = Twice(count); Action g = f.Invoke; g();",
        "lock (table) { Interlocked.Increment(ref count); } var t = new Thread(() => { }); t.Start(); var timer = new Timer(o => { }, null, 0, 1);",
        "try { throw new InvalidOperationException(\"x\"); } catch (Exception e) when (e.Message.Length > 0) { text = e.StackTrace!; } finally { }",
        "byte[] b = Encoding.UTF8.GetBytes(text); text = Encoding.UTF8.GetString(b, 0, b.Length); text = Convert.ToBase64String(b);",
        "long ms = DateTime.UtcNow.ToUnixTimeSeconds() * 1000; double d = BitConverter.ToDouble(bytes, 0) + Math.Sqrt(2); int r = new Random(1).Next();",
        "uint x = 1; x = (x << 3) | (x >> 29); x = unchecked(x * 2654435761u); ulong y = (ulong)x << 32; unchecked { x += (uint)y; }",
        "any ??= text; text = any as string ?? \"\"; count = text?.ToString() == null ? 1 : 0; text = text!.Substring(1, 2).Trim().ToUpper();",
        "foreach (char c in text) { count += c; } foreach (byte one in bytes) { count += one; } do { count--; } while (count > 0);",
        "SpanByte span = new SpanByte(bytes, 0, 2); span[0] = 1; Guid g = Guid.NewGuid(); text = g.ToString();",
        "for (int i = 0, j = 9; i < j; i++, j--) { if (i == 3) { continue; } goto done; } done: text = nameof(Mode.On) + \"\"\"raw\"\"\" + sizeof(int);",
    ];

    [Theory]
    [MemberData(nameof(Declarations))]
    public void A_declaration_that_works_passes(string source) => AssertPasses(source);

    [Theory]
    [MemberData(nameof(Statements))]
    public void Statements_that_work_pass(string statements) => AssertPasses(Snippet.Method(statements));

    private static void AssertPasses(string source)
    {
        FirmwareBuild build = Snippet.Build(source);

        Assert.Equal([], NanoGate.Judge(build));
        Assert.Equal([], IlBackstop.Check(build));
    }
}
