"""A linear-chain CRF with sets of allowed labels, trained by L-BFGS on numpy arrays."""
from __future__ import annotations
import numpy as np, time
from scipy.sparse import csr_matrix
from scipy.optimize import minimize
from socitm_tui.parsing.pages.labels import LABELS, FIRST, LAST, may_follow

K = len(LABELS)
SAME = np.array([[may_follow(a, b, True) for b in LABELS] for a in LABELS])
NEXT = np.array([[may_follow(a, b, False) for b in LABELS] for a in LABELS])
START = np.array([l in FIRST for l in LABELS])
END = np.array([l in LAST for l in LABELS])
MASKS = np.stack([NEXT, NEXT, SAME]).astype(float)  # transition classes: no gap, gap, same line


class Batch:
    """Pages as arrays: pieces sorted so that step t of all pages is contiguous."""
    def __init__(self, feats, classes, allowed, weights, index):
        # feats: list of pages -> list of lists of feature ids
        order = sorted(range(len(feats)), key=lambda i: -len(feats[i]))
        self.order = order
        self.lens = [len(feats[i]) for i in order]
        T = self.lens[0] if self.lens else 0
        self.active = [sum(1 for l in self.lens if l > t) for t in range(T)]
        self.offset = np.concatenate([[0], np.cumsum(self.active)])[:-1].astype(int)
        N = sum(self.lens)
        self.N, self.T = N, T
        rows_feats = [None] * N
        self.allowed = np.ones((N, K), bool)
        self.cls = np.zeros(N, int)
        self.weight = np.array([weights[i] for i in order])
        self.pos = {}
        for r, i in enumerate(order):
            for t in range(len(feats[i])):
                row = self.offset[t] + r
                rows_feats[row] = feats[i][t]
                self.cls[row] = classes[i][t]
                if allowed is not None: self.allowed[row] = allowed[i][t]
        indptr = np.zeros(N + 1, np.int64); indptr[1:] = np.cumsum([len(f) for f in rows_feats])
        idx = np.fromiter((x for f in rows_feats for x in f), np.int64, indptr[-1])
        self.X = csr_matrix((np.ones(len(idx), np.float32), idx, indptr), shape=(N, index))
        self.XT = self.X.T.tocsr()
        self.end_rows = np.array([self.offset[l - 1] + r for r, l in enumerate(self.lens)])
        self.row_weight = np.zeros(N)
        for t in range(T):
            a = self.active[t]
            self.row_weight[self.offset[t]:self.offset[t] + a] = self.weight[:a]

    def rows(self, i_sorted):
        return [self.offset[t] + i_sorted for t in range(self.lens[i_sorted])]


def forward_backward(b: Batch, E, Tr, mask):
    """E: N,K exp emissions (0 where masked); Tr: 3,K,K exp transitions. -> loglik per page, marginals, expected transitions"""
    E = np.where(mask, E, 0.0)
    R = b.active[0]
    alpha = np.zeros((b.N, K)); scale = np.zeros(b.N)
    for t in range(b.T):
        a, o = b.active[t], b.offset[t]
        if t == 0:
            v = E[o:o+a] * START
        else:
            prev = alpha[b.offset[t-1]:b.offset[t-1]+a]
            c = b.cls[o:o+a]
            v = np.empty((a, K))
            for k in range(3):
                m = c == k
                if m.any(): v[m] = prev[m] @ Tr[k]
            v *= E[o:o+a]
        ends = np.array([b.lens[r] == t + 1 for r in range(a)]) if False else None
        last = (b.end_rows[:a] == np.arange(o, o + a))
        if last.any(): v[last] *= END
        s = v.sum(1); s[s <= 0] = 1e-300
        alpha[o:o+a] = v / s[:, None]; scale[o:o+a] = s
    beta = np.zeros((b.N, K))
    TE = np.zeros((3, K, K))
    for t in range(b.T - 1, -1, -1):
        a, o = b.active[t], b.offset[t]
        nxt = b.active[t+1] if t + 1 < b.T else 0
        if a > nxt: beta[o+nxt:o+a] = 1.0
        if nxt:
            o2 = b.offset[t+1]
            last = (b.end_rows[:nxt] == np.arange(o2, o2 + nxt))
            be = beta[o2:o2+nxt] * E[o2:o2+nxt] / scale[o2:o2+nxt][:, None]
            if last.any(): be[last] *= END
            c = b.cls[o2:o2+nxt]
            for k in range(3):
                m = c == k
                if m.any():
                    beta[o:o+nxt][m] = be[m] @ Tr[k].T
                    TE[k] += (alpha[o:o+nxt][m] * b.weight[:nxt][m][:, None]).T @ be[m]
            
    gamma = alpha * beta
    gamma /= np.maximum(gamma.sum(1, keepdims=True), 1e-300)
    ll = np.zeros(R)
    logs = np.log(scale)
    for t in range(b.T):
        a, o = b.active[t], b.offset[t]
        ll[:a] += logs[o:o+a]
    return ll, gamma, TE * Tr

def train(b: Batch, F, l2=1.0, iters=120, l2t=0.1, verbose=False, w0=None):
    size = F * K + 3 * K * K
    scale2 = np.concatenate([np.full(F * K, l2), np.full(3 * K * K, l2t)])
    def f(w):
        W = w[:F*K].reshape(F, K); W32 = W.astype(np.float32); T = w[F*K:].reshape(3, K, K)
        S = (b.X @ W32).astype(float)
        m = S.max(1, keepdims=True)
        E = np.exp(S - m)
        Tr = np.exp(np.clip(T, -30, 30)) * MASKS
        ll, g, te = forward_backward(b, E, Tr, np.ones_like(b.allowed))
        ll1, g1, te1 = forward_backward(b, E, Tr, b.allowed)
        loss = ((ll - ll1) * b.weight).sum() + 0.5 * (scale2 * w * w).sum()
        D = (g - g1) * b.row_weight[:, None]
        G = b.XT @ D.astype(np.float32)
        grad = np.concatenate([np.asarray(G).ravel(), (te - te1).ravel()]) + scale2 * w
        return loss, grad
    w0 = np.zeros(size) if w0 is None else w0
    t0 = time.time()
    r = minimize(f, w0, jac=True, method="L-BFGS-B", options={"maxiter": iters, "maxcor": 8})
    if verbose: print("train", b.N, F, round(time.time() - t0, 1), "s", r.nit, r.fun)
    w = r.x
    return w[:F*K].reshape(F, K), w[F*K:].reshape(3, K, K)

NEG = -1e9
def log_masks():
    return np.where(MASKS > 0, 0.0, NEG)

def viterbi(S, cls, T, forbid=None):
    """S: n,K scores. Returns label indices and score."""
    n = len(S)
    LT = T + log_masks()
    if forbid is not None: S = S + forbid
    v = S[0] + np.where(START, 0, NEG)
    bp = np.zeros((n, K), int)
    for t in range(1, n):
        m = v[:, None] + LT[cls[t]]
        bp[t] = m.argmax(0)
        v = m.max(0) + S[t]
    v = v + np.where(END, 0, NEG)
    j = int(v.argmax()); best = v[j]
    path = [j]
    for t in range(n - 1, 0, -1):
        j = bp[t, j]; path.append(int(j))
    return path[::-1], float(best)
