using System.Diagnostics;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Scoring;

/// <summary>Measures a network with the hidden layers of a policy that libtorch evaluates for one row at a time.</summary>
internal sealed class TorchRow(CatalogShape shape) : IDisposable
{
    private const int Rows = 2_000;

    private readonly Sequential _tower = nn.Sequential(
        nn.Linear(shape.Features, CatalogShape.Hidden),
        nn.ReLU(),
        nn.Linear(CatalogShape.Hidden, CatalogShape.Embedding + 1),
        nn.Linear(CatalogShape.Embedding + 1, 1));

    private readonly float[] _state = new float[shape.Features];

    /// <summary>Returns the nanoseconds of a row.</summary>
    public double Measure()
    {
        set_num_threads(1);
        using var noGrad = no_grad();
        var clock = Stopwatch.StartNew();
        for (var row = 0; row < Rows; row++)
        {
            using var scope = NewDisposeScope();
            _tower.forward(tensor(_state, 1, _state.Length)).item<float>();
        }
        return 1e9 * clock.Elapsed.TotalSeconds / Rows;
    }

    public void Dispose() => _tower.Dispose();
}
