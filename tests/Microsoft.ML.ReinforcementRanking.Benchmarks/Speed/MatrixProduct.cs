using System.Diagnostics;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Measures the floating-point rate of a large matrix product, 4,096 × 1,024 by 1,024 × 1,024, as the rate that the machine can reach.</summary>
internal sealed class MatrixProduct : IDisposable
{
    private const long Rows = 4_096, Width = 1_024;
    private const int Products = 10;

    private readonly Tensor _left = rand(Rows, Width), _right = rand(Width, Width), _result = empty(Rows, Width);

    /// <summary>Returns the rate in GFLOP/s.</summary>
    public double Measure(int threads)
    {
        set_num_threads(threads);
        using var noGrad = no_grad();
        var clock = Stopwatch.StartNew();
        for (var product = 0; product < Products; product++)
        {
            using var scope = NewDisposeScope();
            _result.addmm_(_left, _right, beta: 0, alpha: 1);
        }
        return Products * 2 * Rows * Width * Width / clock.Elapsed.TotalSeconds / 1e9;
    }

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
        _result.Dispose();
    }
}
