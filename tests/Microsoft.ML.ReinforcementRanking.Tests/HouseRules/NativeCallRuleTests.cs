using System.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>Tests that the rule finds the violations in <see cref="Offenses"/>, which nothing calls, and no others.</summary>
public class NativeCallRuleTests
{
    private static readonly AssemblyCalls Tests = AssemblyCalls.Of(typeof(NativeCallRuleTests).Assembly.Location);

    [Fact]
    public void Library_TemporaryScalars_AreNeverPassed() => NativeCallRule.FindTemporaryScalars(Library).Should().BeEmpty();

    [Fact]
    public void Library_CollectorOfTheProcess_IsLeftAlone() => NativeCallRule.FindCollectorSettings(Library).Should().BeEmpty();

    [Fact]
    public void Library_RandomNumbers_AreThoseOfTheFit() => NativeCallRule.FindForeignDraws(Library).Should().BeEmpty();

    [Fact]
    public void Tests_TemporaryScalars_AreNeverPassed()
        => NativeCallRule.FindTemporaryScalars(Tests).Where(violation => !violation.Contains(nameof(Offenses))).Should().BeEmpty();

    [Fact]
    public void Tests_RandomNumbers_AreThoseOfTheSession()
        => NativeCallRule.FindForeignDraws(Tests).Where(violation => !violation.Contains(nameof(Offenses))).Should().BeEmpty();

    [Theory]
    [InlineData("Sum", "op_Addition(TorchSharp.torch.Tensor, TorchSharp.torch.Tensor)")]
    [InlineData("Scaled", "op_Multiply(TorchSharp.torch.Tensor, System.Double)")]
    [InlineData("Square", "square()")]
    [InlineData("Clamped", "Scalar.op_Implicit(System.Double)")]
    [InlineData("Softplus", "softplus(TorchSharp.torch.Tensor, System.Double, System.Double)")]
    [InlineData("InLambda", "op_Subtraction(TorchSharp.torch.Tensor, System.Int32)")]
    [InlineData("Adam", "optim.Adam(")]
    public void FindTemporaryScalars_Offense_IsNamed(string method, string call)
        => NativeCallRule.FindTemporaryScalars(Tests).Should()
            .Contain(violation => violation.Contains($"{nameof(Offenses)}") && violation.Contains(method) && violation.Contains(call));

    [Theory]
    [InlineData("System.Runtime.GCSettings.set_LatencyMode(")]
    [InlineData("System.GC.Collect()")]
    [InlineData("System.GC.TryStartNoGCRegion(System.Int64)")]
    public void FindCollectorSettings_Offense_IsNamed(string call)
        => NativeCallRule.FindCollectorSettings(Tests).Should().Contain(violation => violation.Contains(nameof(Offenses)) && violation.Contains(call));

    [Theory]
    [InlineData("torch.randn(")]
    [InlineData("functional.dropout(")]
    [InlineData("torch.rand_like(")]
    [InlineData("torch.manual_seed(")]
    [InlineData("functional.alpha_dropout(")]
    [InlineData("nn.Linear(System.Int64")]
    [InlineData("nn.Dropout(")]
    [InlineData("nn.Conv1d(")]
    [InlineData("nn.LSTM(")]
    [InlineData("nn.Bilinear(")]
    [InlineData("nn.MultiheadAttention(")]
    [InlineData("nn.Module`2..ctor(")]
    public void FindForeignDraws_Offense_IsNamed(string call)
        => NativeCallRule.FindForeignDraws(Tests).Should().Contain(violation => violation.Contains(nameof(Offenses)) && violation.Contains(call));

    private static AssemblyCalls Library => AssemblyCalls.Of(typeof(TensorArithmetic).Assembly.Location);

    private static class Offenses
    {
        public static Tensor Sum(Tensor left, Tensor right) => left + right;

        public static Tensor Scaled(Tensor tensor) => tensor * 0.5;

        public static Tensor Square(Tensor tensor) => tensor.square();

        public static Tensor Clamped(Tensor tensor) => tensor.clamp(max: 0.5);

        public static Tensor Softplus(Tensor tensor) => nn.functional.softplus(tensor);

        public static Func<Tensor> InLambda(Tensor tensor) => () => tensor - 1;

        public static TorchSharp.Modules.Adam Adam(nn.Module module) => optim.Adam(module.parameters());

        public static Tensor Draw() => nn.functional.dropout(randn(2, 2));

        public static Tensor DrawLike(Tensor tensor) => nn.functional.alpha_dropout(rand_like(tensor));

        public static void Seed() => manual_seed(1);

        public static nn.Module[] NewModules()
            => [nn.Linear(1, 1), nn.Dropout(), nn.Conv1d(1, 1, 1), nn.LSTM(1, 1), nn.Bilinear(1, 1, 1), nn.MultiheadAttention(1, 1)];

        public sealed class Derived() : nn.Module<Tensor, Tensor>(nameof(Derived))
        {
            public override Tensor forward(Tensor input) => input;
        }

        public static void Collect()
        {
            GCSettings.LatencyMode = GCLatencyMode.Batch;
            if (GC.TryStartNoGCRegion(1))
                GC.Collect();
        }
    }
}
