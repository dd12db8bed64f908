namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Gives each policy, or each arm of a test, a color of its own. Give the same object to several charts, so that a color means the same policy in all of them.
/// </summary>
/// <remarks>
/// A name takes the next color when it is first asked for. The colors are readable on light and on dark pages, and neighbors of the list look different to
/// people with color blindness. After eight names the colors repeat. An object is not meant to be used by several threads at once.
/// </remarks>
public sealed class PolicyColors
{
    /// <summary>The color of the logged policy, or of the control of a test.</summary>
    public const string Logged = "#777d86";

    private static readonly string[] Palette = ["#2b7fc4", "#d9760f", "#13936a", "#c4609f", "#8a68d3", "#8c8616", "#d4514a", "#0f8ea6"];

    private readonly Dictionary<string, string> _colors = [];

    /// <summary>Creates colors for the given names, in this order. Other names take the colors after them.</summary>
    /// <param name="names">The names.</param>
    /// <exception cref="ArgumentNullException">The list or a name is null.</exception>
    public PolicyColors(params IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (var name in names)
            _ = this[name];
    }

    /// <summary>Gets the color of a policy, such as <c>#2b7fc4</c>.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    public string this[string name]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(name);
            if (!_colors.TryGetValue(name, out var color))
                _colors.Add(name, color = Palette[_colors.Values.Count(other => other != Logged) % Palette.Length]);
            return color;
        }
    }

    /// <summary>Gives a name the color <see cref="Logged"/>: the policy that others are compared with.</summary>
    /// <param name="name">The name.</param>
    /// <returns>This object.</returns>
    /// <exception cref="ArgumentException">The name has a color already.</exception>
    public PolicyColors WithLogged(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_colors.TryAdd(name, Logged))
            throw new ArgumentException($"'{name}' has a color already. Name the logged policy before its color is asked for.", nameof(name));
        return this;
    }

    /// <summary>Gets the color of a name that has one, or null.</summary>
    internal string? Find(string name) => _colors.GetValueOrDefault(name);
}
