"""Owns the pages of trouble: made up, in the words that such pages of other sites have."""

LOGIN = """<!DOCTYPE html>
<html lang="id">
<head>
  <meta charset="utf-8">
  <title>Login - Berita Jakarta</title>
</head>
<body class="login-page">
  <div class="login-box">
    <h2>Login</h2>
    <p>Silakan masuk untuk melanjutkan.</p>
    <form action="/login" method="post">
      <input type="text" name="username" placeholder="Nama pengguna">
      <input type="password" name="password" placeholder="Kata sandi">
      <button type="submit">Masuk</button>
    </form>
  </div>
</body>
</html>
"""

MAINTENANCE = """<!DOCTYPE html>
<html lang="id">
<head>
  <meta charset="utf-8">
  <title>Situs Sedang Dalam Pemeliharaan</title>
</head>
<body>
  <div class="container">
    <h1>Mohon Maaf</h1>
    <p>Situs ini sedang dalam pemeliharaan (under maintenance). Silakan kembali beberapa saat lagi.</p>
  </div>
</body>
</html>
"""

BLOCK = """<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>Access Denied</title>
</head>
<body>
  <h1>Access Denied</h1>
  <p>Your request has been blocked by the web application firewall. If you believe this is an error, contact the
  administrator and give the number below.</p>
  <p>Support ID: 6183704412907755231</p>
</body>
</html>
"""

CAPTCHA = """<!DOCTYPE html>
<html lang="id">
<head>
  <meta charset="utf-8">
  <title>Verifikasi</title>
  <script src="/captcha/api.js" async defer></script>
</head>
<body>
  <h1>Verifikasi bahwa Anda bukan robot</h1>
  <form action="/captcha/verify" method="post">
    <div class="g-recaptcha" data-sitekey="replica"></div>
    <button type="submit">Lanjutkan</button>
  </form>
</body>
</html>
"""

PHP_ERROR = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Database Error</title>
</head>
<body>
<div id="container">
<h1>A Database Error Occurred</h1>
<p>Unable to connect to your database server using the provided settings.</p>
<p>Filename: core/Loader.php</p>
<p>Line Number: 346</p>
</div>
</body>
</html>
"""

_SHORT = """<html>
<head><title>{0}</title></head>
<body>
<center><h1>{0}</h1></center>
<hr><center>nginx</center>
</body>
</html>
"""

_REASONS = {
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Temporarily Unavailable",
}


def short(status: int) -> str:
    """Make the page that a web server itself gives with a status, where the site says nothing."""
    return _SHORT.format(f"{status} {_REASONS[status]}")
