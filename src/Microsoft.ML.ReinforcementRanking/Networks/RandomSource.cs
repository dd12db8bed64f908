using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Provides every random number of a fit, which are initial weights, dropout masks, candidates and noise. The fit's thread has its own source while its
/// <see cref="TorchSession"/> is open. Therefore fits on several threads, and a fit inside another one's progress report, draw the same numbers as alone.
/// The process's generator of libtorch is never used. TorchSharp has no generators on GPUs, so numbers are drawn on the CPU and are the same on every
/// device. Numbers of the rows of a batch come from <see cref="RowRandom"/>.
/// </summary>
internal sealed class RandomSource : IDisposable
{
    [ThreadStatic]
    private static RandomSource? _current;

    private readonly Device _device;
    private readonly RandomSource? _outer = _current;
    private Generator _generator;
    private RowRandom _rows;

    public RandomSource(int seed, Device device)
    {
        _device = device;
        (_generator, _rows) = New(seed);
        _current = this;
    }

    /// <summary>The source of the innermost session that is open on this thread.</summary>
    public static RandomSource Current => _current ?? throw new InvalidOperationException("Random numbers are drawn inside of a TorchSession only.");

    /// <summary>Starts the numbers of a stage, which do not depend on earlier draws.</summary>
    public void Restart(int seed)
    {
        _generator.Dispose();
        (_generator, _rows) = New(seed);
    }

    /// <summary>Visits the place in the sequence of numbers.</summary>
    public void Visit(StateArchive archive)
    {
        using var state = _generator.get_state();
        archive.Visit(state);
        if (archive.IsReading)
            _generator.set_state(state);
        _rows.Visit(archive);
    }

    /// <summary>Draws normal numbers with mean 0.</summary>
    public Tensor Normal(double deviation, params long[] shape) => Place(empty(shape).normal_(0, deviation, _generator));

    /// <summary>
    /// Draws normal numbers with mean 0 and standard deviation 1, in the shape and type of a tensor, whose dimension before the last one is the rows.
    /// </summary>
    public Tensor NormalLike(Tensor tensor) => Place(_rows.Normal(tensor.shape).to(tensor.dtype));

    /// <summary>Draws uniform numbers between −bound and bound.</summary>
    public Tensor Uniform(double bound, params long[] shape) => Place(empty(shape).uniform_(-bound, bound, _generator));

    /// <summary>Draws indices with replacement, each with its probability: [count].</summary>
    public Tensor Indices(Tensor probabilities, int count) => Place(multinomial(probabilities.cpu(), count, replacement: true, _generator));

    /// <summary>Draws numbers that are 0 with probability <paramref name="rate"/>, and otherwise 1 / (1 − rate), so that their mean is 1.</summary>
    /// <param name="shape">The shape, of which the last two dimensions are rows and units.</param>
    /// <param name="rate">The dropout rate.</param>
    /// <param name="rowDimension">The dimension of the rows, which is −1 or −2.</param>
    public Tensor DropoutMask(long[] shape, double rate, int rowDimension = -2) => Place(_rows.DropoutMask(shape, rate, rowDimension));

    public void Dispose()
    {
        _current = _outer;
        _generator.Dispose();
    }

    private static (Generator Generator, RowRandom Rows) New(int seed) => (new(unchecked((ulong)seed)), new(seed));

    private Tensor Place(Tensor tensor) => _device.type == DeviceType.CPU ? tensor : tensor.to(_device);
}
