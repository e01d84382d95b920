# OPT as TorchScript: the code entry of an archive that Paretoscope packs at start (io.paretoscope.engine.OptScript).
# The module has no attributes. Weights and KV cache are arguments, so one script serves every size, precision and device.
#
# Shapes: B sequences, L tokens of the longest prompt, C places of the cache, H residual width, E embedding width,
# A heads of size D = H / A, V vocabulary.
#
# weights[0]  embedding [V, E], positions [P + 2, H], head [V, E], then, where the model has a final norm, its weight and
#             bias [H], then, where E differs from H, project_in [H, E] and project_out [E, H]
# weights[i]  layer i - 1: norm weight, norm bias [H]; qkv weight [3H, H], bias [3H]; out weight [H, H], bias [H];
#             norm weight, norm bias [H]; fc1 weight [F, H], bias [F]; fc2 weight [H, F], bias [H]
# kv          keys, values of layer 0, keys, values of layer 1, ...: each [B, C, A, D]
class OptDecoder(Module):
  __parameters__ = []
  __buffers__ = []

  # Prompts padded on the right. tokens [B, L]; last [B], index of each prompt's last token.
  # Returns the next tokens [B] and the logits [B, V] that follow each prompt's last token.
  def prefill(self: __torch__.OptDecoder, tokens: Tensor, last: Tensor, weights: List[List[Tensor]], kv: List[Tensor], heads: int, pre_norm: bool, final_norm: bool) -> Tuple[Tensor, Tensor]:
    batch = torch.size(tokens, 0)
    length = torch.size(tokens, 1)
    positions = torch.arange(2, length + 2, dtype=None, layout=None, device=tokens.device, pin_memory=None)
    x = (self).embed(tokens, weights[0], final_norm)
    x = torch.add(x, torch.embedding(weights[0][1], positions))
    hidden = torch.size(x, 2)
    head_size = torch.floordiv(hidden, heads)
    x = torch.view(x, [batch * length, hidden])
    for i in range(torch.len(weights) - 1):
      w = weights[i + 1]
      y = x
      if pre_norm:
        y = torch.layer_norm(x, [hidden], w[0], w[1])
      qkv = torch.view(torch.addmm(w[3], y, torch.t(w[2])), [batch, length, 3, heads, head_size])
      k = torch.select(qkv, 2, 1)
      v = torch.select(qkv, 2, 2)
      torch.copy_(torch.slice(kv[2 * i], 1, 0, length), k)
      torch.copy_(torch.slice(kv[2 * i + 1], 1, 0, length), v)
      # Right padding needs no mask beside the causal one: what follows a prompt's end is never looked at from within it.
      a = torch.scaled_dot_product_attention(torch.transpose(torch.select(qkv, 2, 0), 1, 2), torch.transpose(k, 1, 2), torch.transpose(v, 1, 2), None, 0., True)
      x = (self).finish_layer(x, torch.reshape(torch.transpose(a, 1, 2), [batch * length, hidden]), w, pre_norm)
    # The head is by far the widest product: only the position that is asked for goes through it.
    rows = torch.add(torch.mul(torch.arange(batch, dtype=None, layout=None, device=tokens.device, pin_memory=None), length), last)
    return (self).predict(torch.index_select(x, 0, rows), weights[0], final_norm)

  # One token for each sequence. tokens [B]; lengths [B], places of the cache that are filled, raised by one here;
  # first_rows [B], row of each sequence's first place in a cache seen as [B * C, H]; context, the largest length after this
  # step; ragged, whether lengths differ.
  def decode(self: __torch__.OptDecoder, tokens: Tensor, lengths: Tensor, first_rows: Tensor, context: int, ragged: bool, weights: List[List[Tensor]], kv: List[Tensor], heads: int, pre_norm: bool, final_norm: bool) -> Tuple[Tensor, Tensor]:
    batch = torch.size(tokens, 0)
    x = (self).embed(tokens, weights[0], final_norm)
    x = torch.add(x, torch.embedding(weights[0][1], torch.add(lengths, 2)))
    hidden = torch.size(x, 1)
    head_size = torch.floordiv(hidden, heads)
    rows = torch.add(first_rows, lengths)
    mask = annotate(Optional[Tensor], None)
    if ragged:
      places = torch.arange(context, dtype=None, layout=None, device=tokens.device, pin_memory=None)
      mask = torch.view(torch.le(torch.unsqueeze(places, 0), torch.unsqueeze(lengths, 1)), [batch, 1, 1, context])
    for i in range(torch.len(weights) - 1):
      w = weights[i + 1]
      keys = kv[2 * i]
      values = kv[2 * i + 1]
      places_in_all = batch * torch.size(keys, 1)
      y = x
      if pre_norm:
        y = torch.layer_norm(x, [hidden], w[0], w[1])
      qkv = torch.view(torch.addmm(w[3], y, torch.t(w[2])), [batch, 3, hidden])
      torch.index_copy_(torch.view(keys, [places_in_all, hidden]), 0, rows, torch.select(qkv, 1, 1))
      torch.index_copy_(torch.view(values, [places_in_all, hidden]), 0, rows, torch.select(qkv, 1, 2))
      q = torch.view(torch.select(qkv, 1, 0), [batch, heads, 1, head_size])
      a = torch.scaled_dot_product_attention(q, torch.transpose(torch.slice(keys, 1, 0, context), 1, 2), torch.transpose(torch.slice(values, 1, 0, context), 1, 2), mask, 0., False)
      x = (self).finish_layer(x, torch.reshape(a, [batch, hidden]), w, pre_norm)
    torch.add_(lengths, 1)
    return (self).predict(x, weights[0], final_norm)

  def embed(self: __torch__.OptDecoder, tokens: Tensor, shared: List[Tensor], final_norm: bool) -> Tensor:
    x = torch.embedding(shared[0], tokens)
    first_projection = 3
    if final_norm:
      first_projection = 5
    if torch.gt(torch.len(shared), first_projection):
      x = torch.linear(x, shared[first_projection])
    return x

  # What follows attention in a layer. x, attention [N, H].
  def finish_layer(self: __torch__.OptDecoder, x: Tensor, attention: Tensor, w: List[Tensor], pre_norm: bool) -> Tensor:
    hidden = torch.size(x, 1)
    x = torch.add(x, torch.addmm(w[5], attention, torch.t(w[4])))
    y = x
    if pre_norm:
      y = torch.layer_norm(x, [hidden], w[6], w[7])
    else:
      x = torch.layer_norm(x, [hidden], w[0], w[1])
      y = x
    y = torch._addmm_activation(w[9], y, torch.t(w[8]))
    x = torch.add(x, torch.addmm(w[11], y, torch.t(w[10])))
    if torch.__not__(pre_norm):
      x = torch.layer_norm(x, [hidden], w[6], w[7])
    return x

  # x [B, H] of the last positions. Returns the greedy tokens [B] and the logits [B, V].
  def predict(self: __torch__.OptDecoder, x: Tensor, shared: List[Tensor], final_norm: bool) -> Tuple[Tensor, Tensor]:
    first_projection = 3
    if final_norm:
      x = torch.layer_norm(x, [torch.size(x, 1)], shared[3], shared[4])
      first_projection = 5
    if torch.gt(torch.len(shared), first_projection):
      x = torch.linear(x, shared[first_projection + 1])
    logits = torch.mm(x, torch.t(shared[2]))
    return (torch.argmax(logits, 1), logits)

  # Making tensors. Scalar types are libtorch's codes; anchor is any tensor on the device where the result shall live.

  def converted(self: __torch__.OptDecoder, x: Tensor, scalar_type: int, copy: bool) -> Tensor:
    return torch.to(x, scalar_type, False, copy)

  def normal(self: __torch__.OptDecoder, anchor: Tensor, sizes: List[int], deviation: float, scalar_type: int) -> Tensor:
    return torch.mul_(torch.randn(sizes, dtype=scalar_type, layout=None, device=anchor.device, pin_memory=None), deviation)

  def full(self: __torch__.OptDecoder, anchor: Tensor, sizes: List[int], value: float, scalar_type: int) -> Tensor:
    return torch.full(sizes, value, dtype=scalar_type, layout=None, device=anchor.device, pin_memory=None)

  def joined(self: __torch__.OptDecoder, parts: List[Tensor]) -> Tensor:
    return torch.cat(parts, 0)

  # What the device can do at most. Work is only given to it here: whoever times it waits for the device first and last.

  # target, source: of one shape and precision.
  def copies(self: __torch__.OptDecoder, target: Tensor, source: Tensor, times: int) -> Tensor:
    for i in range(times):
      torch.copy_(target, source)
    return target

  # out, a, b [N, N].
  def products(self: __torch__.OptDecoder, out: Tensor, a: Tensor, b: Tensor, times: int) -> Tensor:
    for i in range(times):
      torch.mm(a, b, out=out)
    return out

  def same(self: __torch__.OptDecoder, x: Tensor, y: Tensor) -> bool:
    return torch.equal(x, y)

  # How far out is from the product of a and b, by Freivalds' algorithm: out v against a (b v) in single precision, v [N, 1]
  # random. The largest difference as a share of the largest value [1].
  def product_error(self: __torch__.OptDecoder, out: Tensor, a: Tensor, b: Tensor, v: Tensor) -> Tensor:
    expected = torch.mm(torch.to(a, 6, False, False), torch.mm(torch.to(b, 6, False, False), v))
    got = torch.mm(torch.to(out, 6, False, False), v)
    return torch.view(torch.div(torch.max(torch.abs(torch.sub(got, expected, alpha=1))), torch.max(torch.abs(expected))), [1])
