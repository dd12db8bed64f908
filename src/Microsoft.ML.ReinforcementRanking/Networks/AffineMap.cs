using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>Represents a matrix of weights with an optional bias: a dense layer, or a table.</summary>
internal sealed class AffineMap : NetworkModule
{
    private Parameter? _bias;

    /// <param name="weight">The matrix, [outputs, inputs].</param>
    /// <param name="bias">The bias, [outputs], or null for none.</param>
    public AffineMap(Parameter weight, Parameter? bias = null)
    {
        (Weight, _bias) = (weight, bias);
        Add(weight, moved => Weight = moved);
        if (bias is not null)
            Add(bias, moved => _bias = moved);
    }

    public Parameter Weight { get; private set; }

    public bool HasBias => _bias is not null;

    public Tensor Forward(Tensor input) => nn.functional.linear(input, Weight, _bias);
}
